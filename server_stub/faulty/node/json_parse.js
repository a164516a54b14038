// chatbot 3.2.1: Reads the state file of a bot that was cut while it was written.
const fs = require('fs');
const os = require('os');
const path = require('path');

const file = path.join(fs.mkdtempSync(path.join(os.tmpdir(), 'bot-')), 'state.json');
fs.writeFileSync(file, '{"channels": {"general": {"lastSeen": 1763');

function loadState(name) {
  const state = JSON.parse(fs.readFileSync(name, 'utf8'));
  return new Map(Object.entries(state.channels));
}

console.log(loadState(file).size);
