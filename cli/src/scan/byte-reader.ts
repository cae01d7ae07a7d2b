/** Reads a stream by lengths and lines instead of in the pieces in which it comes. Keeps no more than one piece of it. */
export type ByteReader = {
  /** What comes next, without taking it: fewer bytes only at the end. */
  peek(count: number): Promise<Buffer>
  /** Fewer bytes only at the end. */
  take(count: number): Promise<Buffer>
  /** Without its end; undefined after the last, or when it has more than `most` bytes. */
  line(most: number): Promise<string | undefined>
  /** The next so many bytes, in pieces; all that is left without a number. */
  pieces(count?: number): AsyncGenerator<Buffer>
}

export function byteReader(source: AsyncIterable<Buffer>): ByteReader {
  const iterator = source[Symbol.asyncIterator]()
  let rest: Buffer = Buffer.alloc(0)
  let isOver = false
  const more = async (): Promise<boolean> => {
    if (isOver) return false
    const { value, done } = await iterator.next()
    isOver = done === true
    if (isOver) return false
    rest = rest.length === 0 ? value : Buffer.concat([rest, value])
    return true
  }
  const peek = async (count: number): Promise<Buffer> => {
    while (rest.length < count && (await more()));
    return rest.subarray(0, count)
  }
  const take = async (count: number): Promise<Buffer> => {
    const taken = await peek(count)
    rest = rest.subarray(taken.length)
    return taken
  }
  return {
    peek,
    take,
    async line(most) {
      for (;;) {
        const end = rest.indexOf(10)
        if (end >= 0 && end <= most) return (await take(end + 1)).subarray(0, end).toString()
        if (end > most || rest.length > most || !(await more())) return undefined
      }
    },
    async *pieces(count = Infinity) {
      for (let left = count; left > 0;) {
        if (rest.length === 0 && !(await more())) return
        const piece = rest.subarray(0, Math.min(left, rest.length))
        rest = rest.subarray(piece.length)
        left -= piece.length
        yield piece
      }
    },
  }
}
