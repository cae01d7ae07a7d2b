/**
 * Shows a panel right under a row, which makes room for it, though it stands after all rows in the document: a tree may
 * have nothing in it but its rows, and the keyboard comes from the row to the panel. Does nothing without a row.
 */
import { type RefObject, useLayoutEffect } from 'react'

export function usePlacedUnder(
  panel: RefObject<HTMLElement | null>,
  rowOf: () => HTMLElement | null | undefined,
): void {
  // At every change: a row moves when others above it come and go.
  useLayoutEffect(() => {
    const [shown, row] = [panel.current, rowOf()]
    if (!shown || !row) return
    const place = (): void => {
      row.style.marginBottom = `${shown.offsetHeight}px`
      shown.style.top = `${row.offsetTop + row.offsetHeight}px`
    }
    place()
    const observer = new ResizeObserver(place)
    observer.observe(shown)
    observer.observe(row)
    return () => {
      observer.disconnect()
      row.style.marginBottom = ''
      shown.style.top = ''
    }
  })
}
