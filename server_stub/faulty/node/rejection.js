// certs 0.8.3: Renews certificates; nobody waits for the answer.
class RenewalError extends Error {
  constructor(domain, reason) {
    super(`cannot renew ${domain}: ${reason}`);
    this.name = 'RenewalError';
    this.domain = domain;
  }
}

async function renew(domain, validDays) {
  await new Promise((resolve) => setImmediate(resolve));
  if (validDays > 30) throw new RenewalError(domain, `still valid for ${validDays} days`);
  return domain;
}

async function renewAll(domains) {
  for (const [domain, days] of Object.entries(domains)) console.log('renewed', await renew(domain, days));
}

renewAll({ 'mail.example.org': 12, 'www.example.org': 64 });
