import { EXCHANGE_PATH, formsFile, startLimit } from './contenders.ts'
import { sqlite, postgres } from './database.ts'
import { startPostgres } from './postgres.ts'
import { startNode } from './children.ts'
import { startGenerator } from './generator.ts'
import { prepareInstallation, removeFolders } from './installation.ts'
import { cpuSeconds } from './process-figures.ts'
import { openSync } from 'node:fs'
const [alg, rounds, seconds, db, ...roots] = process.argv.slice(2)
const gen = await startGenerator()
const pg = db === 'pg' ? await startPostgres() : undefined
const xs: any[] = []
for (const root of roots) {
  const i = await prepareInstallation({ database: pg ? postgres(pg) : sqlite, algorithm: alg as any, stored: 1000 })
  const forms = await formsFile(i.folder, 'f', i.tokens.map(({ value }) => ({ refresh_token: value })))
  if (!xs.length) { const l = await startLimit(i.signerFile); xs.push({ name: 'limit', child: l.child, target: { path: EXCHANGE_PATH, formsFile: forms, port: l.port } }) }
  const child = startNode({ args: [root + '/cli/src/countersign.ts', 'serve'], env: i.env, cwd: i.folder, output: openSync(i.folder + '/log', 'a') })
  for (let k = 0; k < 200 && !(await fetch(`http://127.0.0.1:${i.port}/readyz`).then((r) => r.ok, () => false)); k++) await new Promise((r) => setTimeout(r, 100))
  xs.push({ name: root, child, target: { path: EXCHANGE_PATH, formsFile: forms, port: i.port } })
}
for (const x of xs) { x.cpu = []; x.rate = []; let n = 0; for (let k = 0; k < 6 && n < 30000; k++) n += (await gen.load({ target: x.target, seconds: 3, connections: 32 })).answers }
for (let round = 0; round <= Number(rounds); round++) for (const x of xs) {
  const b = cpuSeconds(x.child.pid)
  const l = await gen.load({ target: x.target, seconds: Number(seconds), connections: 32 })
  const n = Object.values(l.statuses).reduce((a, c) => a + c, 0)
  if (l.statuses[200] !== n) console.log('!!', x.name, l.statuses)
  if (round) { x.cpu.push((cpuSeconds(x.child.pid) - b) / n * 1e6); x.rate.push(l.answers / l.seconds) }
}
const med = (v: number[]) => v.toSorted((a, b) => a - b)[v.length >> 1]!
for (const x of xs) console.log(x.name.padEnd(20), 'cpu med', med(x.cpu).toFixed(0), 'min', Math.min(...x.cpu).toFixed(0), '| rate med', med(x.rate).toFixed(0), 'max', Math.max(...x.rate).toFixed(0), '| rate/limit med', med(x.rate.map((r: number, k: number) => r / xs[0].rate[k])).toFixed(3), 'cpu/limit med', med(x.cpu.map((r: number, k: number) => r / xs[0].cpu[k])).toFixed(2))
for (const x of xs) await x.child.end()
await gen.end(); await pg?.stop(); await removeFolders()
