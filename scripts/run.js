/**
 * Runs a script of this folder: `node scripts/run.js NAME.ts …`. Written so that every Node can read it, because an older
 * one fails at the others with a riddle about their file names.
 */
const OLDEST_NODE = 24

if (Number.parseInt(process.versions.node, 10) < OLDEST_NODE) {
  process.stderr.write(
    `countersign: its scripts need Node ${OLDEST_NODE} or later, and this is ${process.versions.node}. "npm ci" brings one along, which "npm start" and the others then use.\n`,
  )
  process.exitCode = 1
} else {
  const script = new URL(process.argv[2], import.meta.url)
  // As if it had been started itself.
  process.argv.splice(1, 2, script.pathname)
  await import(script.href)
}
