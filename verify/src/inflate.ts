/** Inflates what the issuer deflated (RFC 1950), to so many bytes and no more: a few that become a million are refused. */
export async function inflated(bytes: Uint8Array<ArrayBuffer>, most: number): Promise<Uint8Array> {
  const reader = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('deflate')).getReader()
  const whole = new Uint8Array(most)
  let length = 0
  for (;;) {
    const { done, value } = await reader.read()
    if (done) return whole.subarray(0, length)
    if (length + value.length > most) {
      await reader.cancel()
      throw new Error(`It inflates to more than ${most} bytes`)
    }
    whole.set(value, length)
    length += value.length
  }
}
