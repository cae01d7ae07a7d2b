import { EXCHANGE_PATH, formsFile, startLimit } from './contenders.ts'
import { sqlite } from './database.ts'
import { startNode } from './children.ts'
import { startGenerator } from './generator.ts'
import { prepareInstallation, removeFolders } from './installation.ts'
import { cpuSeconds } from './process-figures.ts'
import { spawn, execSync } from 'node:child_process'
import { openSync } from 'node:fs'
import { makeTokenString } from '../../server/src/crypto/token-string.ts'
const [alg, root, kind] = process.argv.slice(2)
const gen = await startGenerator()
const i = await prepareInstallation({ database: sqlite, algorithm: alg as any, stored: 1000 })
const values = kind === 'unknown' ? Array.from({ length: 1000 }, () => makeTokenString('t').value.reveal()) : i.tokens.map((t) => t.value)
const forms = await formsFile(i.folder, 'f', values.map((value) => ({ refresh_token: value })))
let child, port
if (root === 'limit') { const l = await startLimit(i.signerFile); child = l.child; port = l.port }
else { child = startNode({ args: ['--perf-basic-prof', root + '/cli/src/countersign.ts', 'serve'], env: i.env, cwd: i.folder, output: openSync(i.folder + '/log', 'a') }); port = i.port
for (let k = 0; k < 200 && !(await fetch(`http://127.0.0.1:${i.port}/readyz`).then((r) => r.ok, () => false)); k++) await new Promise((r) => setTimeout(r, 100)) }
for (let n = 0, k = 0; n < 40000 && k < 8; k++) n += (await gen.load({ target: { path: EXCHANGE_PATH, port, formsFile: forms }, seconds: 3, connections: 32 })).answers
const c0 = cpuSeconds(child.pid)
const perf = spawn('perf', ['record', '-F', '999', '-p', String(child.pid), '-o', '/tmp/bx/perf.data', '--', 'sleep', '6'], { stdio: 'ignore' })
const l = await gen.load({ target: { path: EXCHANGE_PATH, port, formsFile: forms }, seconds: 6.5, connections: 32 })
console.log(l.answers / l.seconds, l.statuses)
await new Promise((r) => perf.exitCode === null ? perf.once('exit', r) : r(0))
const n = l.answers / 6.5 * 6
const cpuPer = (cpuSeconds(child.pid) - c0) / Object.values(l.statuses).reduce((x: number, y: number) => x + y, 0) * 1e6
console.log('cpu per request', cpuPer.toFixed(1))
const out = execSync(`perf report -i /tmp/bx/perf.data --sort=comm,dso,sym --stdio -F overhead,comm,dso,sym -t '\t' 2>/dev/null | grep -v '^#' | grep -v '^$'`, { maxBuffer: 1e8 }).toString()
const cats: Record<string, number> = {}, js: Record<string, number> = {}, rt: Record<string, number> = {}
for (const line of out.split('\n')) {
  const [pct, comm, dso, sym] = line.split('\t').map((x) => x.trim()); if (!sym) continue
  const v = parseFloat(pct!) / 100 * cpuPer
  let cat = 'other native'
  if (comm !== 'node-MainThread') cat = comm! + (dso!.includes('kernel') ? ' kernel' : '')
  else if (dso!.includes('kernel')) cat = 'kernel'
  else if (/JS:|Function:|LazyCompile|Script:/.test(sym)) { cat = 'JS'; const k = sym.replace(/^.*?JS:[*+~^]?'?/, '').replace(/:\d+:\d+$/, ''); js[k] = (js[k] ?? 0) + v }
  else if (/RegExp/.test(sym)) cat = 'regexp'
  else if (/Builtins_/.test(sym)) { cat = 'builtins'; rt[sym] = (rt[sym] ?? 0) + v }
  else if (/Scaveng|Mark|Sweep|Heap|Evacuat|GC|Allocat|Factory|NewSpace/.test(sym)) { cat = 'gc/heap'; rt[sym] = (rt[sym] ?? 0) + v }
  else if (/sqlite|json|pcache|vdbe|btree|Vdbe|unix(Lock|Shm)/i.test(sym) && !/v8::/.test(sym)) cat = 'sqlite'
  else if (/Json/.test(sym)) cat = 'v8 json'
  else if (/v8::/.test(sym)) { cat = 'v8 runtime'; rt[sym] = (rt[sym] ?? 0) + v }
  else if (/node::/.test(sym)) { cat = 'node native'; rt[sym] = (rt[sym] ?? 0) + v }
  else if (/malloc|free|calloc/.test(sym)) cat = 'malloc'
  else if (/EVP|ossl|OPENSSL|CRYPTO|sha256|ecp_|OSSL|evp|BN_|ASN/.test(sym)) cat = 'openssl'
  else if (/uv__|uv_/.test(sym)) cat = 'libuv'
  cats[cat] = (cats[cat] ?? 0) + v
}
const show = (o: Record<string, number>, n: number) => console.log(Object.entries(o).sort((a, b) => b[1] - a[1]).slice(0, n).map(([k, v]) => v.toFixed(2).padStart(7) + ' ' + k.slice(0, 110)).join('\n') + '\n')
show(cats, 30); show(js, 45); show(rt, 40)
await child.end(); await gen.end(); await removeFolders()
