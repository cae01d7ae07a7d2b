/**
 * Whether a stopwatch tells why an API token was refused. One connection and all reasons in one shuffled list, so that
 * whatever disturbs the machine disturbs all of them.
 */
import { formsFile } from '../contenders.ts'
import type { Generator } from '../generator.ts'
import { behind, figure, type Figure } from '../result.ts'
import type { Settings } from '../rounds.ts'
import { median, probabilityOfLarger } from '../statistics.ts'

type Timing = {
  readonly generator: Generator
  readonly settings: Settings
  readonly folder: string
  readonly target: { readonly path: string; readonly port: number }
}

/** Presented values by why they are refused; the others are compared with the first. */
type Values = Readonly<Record<string, readonly string[]>>

export async function compareTiming(
  { generator, settings, folder, target }: Timing,
  values: Values,
): Promise<Figure[]> {
  const shuffled = Object.entries(values)
    .flatMap(([reason, presented]) => presented.map((value) => ({ reason, value })))
    .map((each) => ({ each, order: Math.random() }))
    .toSorted((one, other) => one.order - other.order)
    .map(({ each }) => each)
  const file = await formsFile(
    folder,
    'timing',
    shuffled.map(({ value }) => ({ refresh_token: value })),
  )
  const rounds: ReadonlyMap<string, readonly number[]>[] = []
  for (let round = 0; round < settings.rounds; round++) {
    const { samples, statuses } = await generator.load({
      target: { ...target, formsFile: file },
      seconds: settings.seconds,
      connections: 1,
      keepSamples: true,
    })
    if (Object.keys(statuses).join() !== '400')
      throw new Error(`Refusals were answered ${JSON.stringify(statuses)}`)
    const timed = Map.groupBy(samples, ([form]) => shuffled[form]!.reason)
    rounds.push(new Map([...timed].map(([reason, all]) => [reason, all.map(([, ms]) => ms * 1000)])))
  }
  const [first = '', ...others] = Object.keys(values)
  const mediansOf = (reason: string): number[] => rounds.map((times) => median(times.get(reason)!))
  return others.flatMap((reason) => [
    figure(
      mediansOf(reason).map((time, round) => time / mediansOf(first)[round]!),
      {
        what: `median time of "${reason}", of that of "${first}"`,
        behind: behind(' µs', { [reason]: mediansOf(reason), [first]: mediansOf(first) }),
      },
    ),
    figure(
      rounds.map((times) => probabilityOfLarger(times.get(reason)!, times.get(first)!)),
      {
        what: `chance that "${reason}" took longer (Mann-Whitney; 0.5 is no difference)`,
        unit: '',
      },
    ),
  ])
}
