/** The files in a tar archive (POSIX, GNU), one after the other, with their names. Links and folders have nothing inside. */
import type { ByteReader } from './byte-reader.ts'

const BLOCK = 512
const NAME = [0, 100] as const
const SIZE = [124, 136] as const
const TYPE_AT = 156
const MAGIC = [257, 262] as const
const PREFIX = [345, 500] as const
/** A name of its own that is longer than this is nobody's. */
const LONGEST_EXTENSION = 1024 * 1024

export const isTar = (head: Buffer): boolean => text(head, MAGIC) === 'ustar'

/** What of a file is not taken is skipped. @throws {Error} for what is no tar archive any more */
export async function* tarFiles(
  reader: ByteReader,
): AsyncGenerator<{ readonly name: string; readonly pieces: AsyncGenerator<Buffer> }> {
  let nextName: string | undefined
  for (;;) {
    const head = await reader.take(BLOCK)
    if (head.length < BLOCK || head.every((byte) => byte === 0)) return
    if (!isTar(head)) throw new Error('the archive is broken')
    const size = sizeOf(head)
    const padding = (BLOCK - (size % BLOCK)) % BLOCK
    const type = String.fromCharCode(head[TYPE_AT]!)
    if (type === 'L' || type === 'x') {
      if (size > LONGEST_EXTENSION) throw new Error('the archive is broken')
      const extension = (await reader.take(size)).toString()
      nextName =
        type === 'L' ? extension.replace(/\0.*$/s, '') : (/^\d+ path=(.*)$/m.exec(extension)?.[1] ?? nextName)
      await reader.take(padding)
      continue
    }
    let left = size
    const pieces = counted(reader.pieces(size), (bytes) => (left -= bytes))
    if (type === '0' || type === '\0' || type === '7') {
      yield { name: nextName ?? nameIn(head), pieces }
    }
    nextName = type === 'g' ? nextName : undefined
    for await (const _piece of reader.pieces(left + padding));
  }
}

async function* counted(
  pieces: AsyncGenerator<Buffer>,
  count: (bytes: number) => void,
): AsyncGenerator<Buffer> {
  for await (const piece of pieces) {
    count(piece.length)
    yield piece
  }
}

const text = (head: Buffer, [from, to]: readonly [number, number]): string =>
  head.subarray(from, to).toString().replace(/\0.*$/s, '')

const nameIn = (head: Buffer): string => [text(head, PREFIX), text(head, NAME)].filter(Boolean).join('/')

/** Octal digits, or (GNU) a number behind a first bit that is set. */
function sizeOf(head: Buffer): number {
  const field = head.subarray(...SIZE)
  const size =
    (field[0]! & 0x80) === 0 ? Number.parseInt(field.toString(), 8) : Number(field.readBigUInt64BE(4))
  if (!Number.isSafeInteger(size) || size < 0) throw new Error('the archive is broken')
  return size
}
