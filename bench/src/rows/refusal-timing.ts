/**
 * Whether a stopwatch tells an unknown id from a known one with a wrong secret. One connection, both kinds in one shuffled
 * list, so that whatever disturbs the machine disturbs both.
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
type Values = { readonly unknown: readonly string[]; readonly wrongSecret: readonly string[] }

export async function compareTiming(
  { generator, settings, folder, target }: Timing,
  { unknown, wrongSecret }: Values,
): Promise<Figure[]> {
  const shuffled = [
    ...unknown.map((value) => ({ value, isUnknown: true })),
    ...wrongSecret.map((value) => ({ value, isUnknown: false })),
  ]
    .map((each) => ({ each, order: Math.random() }))
    .toSorted((one, other) => one.order - other.order)
    .map(({ each }) => each)
  const file = await formsFile(
    folder,
    'timing',
    shuffled.map(({ value }) => ({ refresh_token: value })),
  )
  const medians = { unknown: [] as number[], wrongSecret: [] as number[] }
  const larger: number[] = []
  for (let round = 0; round < settings.rounds; round++) {
    const { samples, statuses } = await generator.load({
      target: { ...target, formsFile: file },
      seconds: settings.seconds,
      connections: 1,
      keepSamples: true,
    })
    if (Object.keys(statuses).join() !== '400')
      throw new Error(`Refusals were answered ${JSON.stringify(statuses)}`)
    const timesOf = (isUnknown: boolean): number[] =>
      samples.flatMap(([form, ms]) => (shuffled[form]!.isUnknown === isUnknown ? [ms * 1000] : []))
    const [ofUnknown, ofWrong] = [timesOf(true), timesOf(false)]
    medians.unknown.push(median(ofUnknown))
    medians.wrongSecret.push(median(ofWrong))
    larger.push(probabilityOfLarger(ofUnknown, ofWrong))
  }
  const ratio = medians.unknown.map((value, round) => value / medians.wrongSecret[round]!)
  return [
    figure(ratio, {
      what: 'median time of an unknown id, of that of a wrong secret',
      behind: behind(' µs', { unknown: medians.unknown, 'wrong secret': medians.wrongSecret }),
    }),
    figure(larger, {
      what: 'chance that the unknown id took longer (Mann-Whitney; 0.5 is no difference)',
      unit: '',
    }),
  ]
}
