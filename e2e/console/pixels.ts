/** Compares pictures of the same place as an eye would: by the contrast of what has changed. */
import type { Page } from 'playwright-core'

/**
 * How many pixels differ by a contrast of at least 3:1, which is what can be told apart. The browser decodes the
 * pictures, in a page that stays as it is.
 */
export const differingPixels = (page: Page, before: Buffer, after: Buffer): Promise<number> =>
  page.evaluate(
    async (pictures) => {
      const [one, other] = await Promise.all(
        pictures.map(async (picture) => {
          const bytes = Uint8Array.from(atob(picture), (character) => character.charCodeAt(0))
          const image = await createImageBitmap(new Blob([bytes], { type: 'image/png' }))
          const canvas = new OffscreenCanvas(image.width, image.height)
          const context = canvas.getContext('2d')
          context?.drawImage(image, 0, 0)
          return context?.getImageData(0, 0, image.width, image.height).data ?? new Uint8ClampedArray()
        }),
      )
      const light = (data: Uint8ClampedArray, at: number): number => {
        const [red = 0, green = 0, blue = 0] = [0, 1, 2].map((channel) => {
          const value = (data[at + channel] ?? 0) / 255
          return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4
        })
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05
      }
      if (!one || !other || one.length !== other.length) return Infinity
      let differing = 0
      for (let at = 0; at < one.length; at += 4) {
        const [a, b] = [light(one, at), light(other, at)]
        if (Math.max(a, b) / Math.min(a, b) >= 3) differing += 1
      }
      return differing
    },
    [before.toString('base64'), after.toString('base64')],
  )
