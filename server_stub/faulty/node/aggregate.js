// mirrors 1.0.4: Asks three mirrors for a file and takes the first answer; there is none.
async function fetchFrom(mirror, status) {
  await new Promise((resolve) => setTimeout(resolve, 1));
  if (status !== 200) throw new Error(`${mirror} answered ${status}`);
  return mirror;
}

async function download() {
  return Promise.any([
    fetchFrom('mirror-a.example.org', 503),
    fetchFrom('mirror-b.example.org', 404),
    fetchFrom('mirror-c.example.org', 500),
  ]);
}

download().then((mirror) => console.log('from', mirror));
