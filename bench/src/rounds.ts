/**
 * Measures contenders in turn, again and again, so that whatever else the machine does meets all of them alike.
 * An answer with another status than the expected one ends the measurement: a fast failure is no speed.
 */
import type { Contender } from './contenders.ts'
import type { Generator } from './generator.ts'
import { cpuSeconds, machineBusySeconds, residentMb } from './process-figures.ts'
import { progress } from './progress.ts'

export type Settings = {
  readonly rounds: number
  /** How long each contender is loaded in each round. */
  readonly seconds: number
  /** How many API tokens "many" are. */
  readonly many: number
}

export type Measured = {
  readonly perSecond: number
  readonly cpuMicroseconds: number
  readonly residentMb: number
  readonly latencyMs: {
    readonly p50: number
    readonly p90: number
    readonly p99: number
    readonly most: number
  }
  /** The share of all cores that neither the contender nor the generator used: others on this machine, and the database. */
  readonly coresBusyElsewhere: number
}

type Rounds<Name extends string> = Readonly<Record<Name, readonly Measured[]>>

export const CONNECTIONS = 32

/** Until V8 has compiled what runs often: a number of answers, within a time. */
const WARM_UP = { answers: 25_000, runs: 8, seconds: 2 }

export async function alternate<Name extends string>(
  generator: Generator,
  contenders: Readonly<Record<Name, Contender>>,
  { rounds, seconds }: Settings,
  more: { readonly connections?: number; readonly ratePerSecond?: number } = {},
): Promise<Rounds<Name>> {
  const names = Object.keys(contenders) as Name[]
  const measured = Object.fromEntries(names.map((name) => [name, [] as Measured[]])) as Record<
    Name,
    Measured[]
  >
  for (const name of names) {
    progress(`warming up ${contenders[name].name}`)
    for (let run = 0, answers = 0; run < WARM_UP.runs && answers < WARM_UP.answers; run++) {
      const { perSecond } = await measure(generator, contenders[name], WARM_UP.seconds, more)
      answers += perSecond * WARM_UP.seconds
    }
  }
  for (let round = 1; round <= rounds; round++) {
    for (const name of names) {
      const one = await measure(generator, contenders[name], seconds, more)
      measured[name].push(one)
      progress(
        `round ${round} of ${rounds}: ${contenders[name].name} ${Math.round(one.perSecond)}/s, ` +
          `${Math.round(one.cpuMicroseconds)} µs processor time each; ` +
          `${one.coresBusyElsewhere.toFixed(1)} cores busy elsewhere`,
      )
    }
  }
  return measured
}

export const rates = (rounds: readonly Measured[]): number[] => rounds.map(({ perSecond }) => perSecond)

export const costs = (rounds: readonly Measured[]): number[] =>
  rounds.map(({ cpuMicroseconds }) => cpuMicroseconds)

async function measure(
  generator: Generator,
  { name, target, status, child }: Contender,
  seconds: number,
  { connections = CONNECTIONS, ratePerSecond }: { connections?: number; ratePerSecond?: number },
): Promise<Measured> {
  const before = { cpu: cpuSeconds(child.pid), own: cpuSeconds(generator.pid), all: machineBusySeconds() }
  const startedAt = performance.now()
  const loaded = await generator.load({ target, seconds, connections, ratePerSecond })
  const wallSeconds = (performance.now() - startedAt) / 1000
  const cpu = cpuSeconds(child.pid) - before.cpu
  const own = cpuSeconds(generator.pid) - before.own
  const answered = loaded.statuses[status] ?? 0
  const all = Object.values(loaded.statuses).reduce((sum, count) => sum + count, 0)
  if (answered !== all || loaded.unanswered > 0 || answered === 0) {
    throw new Error(`${name} answered ${JSON.stringify(loaded.statuses)}, ${loaded.unanswered} not at all`)
  }
  return {
    perSecond: loaded.answers / loaded.seconds,
    cpuMicroseconds: (cpu / all) * 1e6,
    residentMb: residentMb(child.pid),
    latencyMs: loaded.latencyMs,
    coresBusyElsewhere: (machineBusySeconds() - before.all - cpu - own) / wallSeconds,
  }
}
