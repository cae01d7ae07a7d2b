/**
 * Lets a few through at once and more wait, in lanes, and in each lane one network after the other: whoever comes from a
 * network that nobody waits from is not behind all of a network that sends many. What is too much is turned away.
 */
import { Refusal } from '../domain/refusal.ts'

/** Who signed in here before; everyone else; and the unknown who try an account that is being tried very often. */
export type Lane = 'known' | 'usual' | 'crowded'

export type Place = { readonly lane: Lane; readonly network: string }

type Limits = {
  readonly atOnce: number
  readonly waiting: number
  /** Of those who wait, how many may be from one network in one lane. */
  readonly each?: number
}

/** `round` is which of its network's it is, counted from those who are served now. */
type Waiting = Place & {
  readonly round: number
  readonly enter: () => void
  readonly leave: (why: Refusal) => void
}

/** Whose turn it is; an empty lane's goes to the next. No lane ever waits for the end of another. */
const TURNS: readonly Lane[] = ['known', 'usual', 'known', 'usual', 'crowded']
const RANKS: Readonly<Record<Lane, number>> = { known: 0, usual: 1, crowded: 2 }

const NOBODY_SPECIAL: Place = { lane: 'known', network: '' }

export function createTurnstile({ atOnce, waiting, each = waiting }: Limits) {
  let queue: Waiting[] = []
  let inside = 0
  let turn = 0
  const rounds: Record<Lane, number> = { known: 0, usual: 0, crowded: 0 }

  const wait = ({ lane, network }: Place): Promise<void> => {
    const ahead = queue.filter((one) => one.lane === lane && one.network === network)
    const round = ahead.length === 0 ? rounds[lane] : ahead.at(-1)!.round + 1
    if (ahead.length >= each) throw turnedAway()
    if (queue.length >= waiting) {
      const last = queue.reduce((one, other) => (isAfter(one, other) ? one : other))
      if (!isAfter(last, { lane, round })) throw turnedAway()
      queue = queue.filter((one) => one !== last)
      last.leave(turnedAway())
    }
    return new Promise((enter, leave) => queue.push({ lane, network, round, enter, leave }))
  }

  const next = (): Waiting | undefined => {
    for (let skipped = 0; skipped < TURNS.length; skipped++) {
      const lane = TURNS[turn++ % TURNS.length]!
      const inLane = queue.filter((one) => one.lane === lane)
      if (inLane.length === 0) continue
      const first = inLane.reduce((one, other) => (other.round < one.round ? other : one))
      rounds[lane] = first.round
      queue = queue.filter((one) => one !== first)
      return first
    }
    return undefined
  }

  return async function pass<Result>(work: () => Promise<Result>, place = NOBODY_SPECIAL): Promise<Result> {
    if (inside < atOnce) inside++
    else await wait(place)
    try {
      return await work()
    } finally {
      // The place is handed over, so that nobody who comes now slips in between.
      const entering = next()
      if (entering) entering.enter()
      else inside--
    }
  }
}

const isAfter = (one: Pick<Waiting, 'lane' | 'round'>, other: Pick<Waiting, 'lane' | 'round'>): boolean =>
  RANKS[one.lane] - RANKS[other.lane] > 0 || (one.lane === other.lane && one.round > other.round)

const turnedAway = (): Refusal =>
  new Refusal('too_many_attempts', {
    retryAfterSeconds: 1,
    detail: 'Too many people sign in at this moment. Try again in a second.',
  })
