// worker 2.4.0: Starts a worker whose settings cannot be read.
const fs = require('fs');

function readSettings(file) {
  try {
    return JSON.parse(fs.readFileSync(file, 'utf8'));
  } catch (error) {
    throw new Error(`settings in ${file} cannot be read`, { cause: error });
  }
}

function start(name) {
  try {
    return readSettings(`/etc/worker/${name}.json`);
  } catch (error) {
    throw new Error(`worker ${name} did not start`, { cause: error });
  }
}

start('thumbnails');
