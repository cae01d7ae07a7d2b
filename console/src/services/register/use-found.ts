/** The rows of a list that fit what is searched for in it, with their places in the whole, which is how the server names them. */
import { useState } from 'react'
import { folded, searchWords } from '../../search/folded.ts'

export function useFound<Row>(rows: readonly Row[], textOf: (row: Row) => string) {
  const [search, setSearch] = useState('')
  const words = searchWords(search)
  const found = rows
    .map((row, at) => ({ row, at }))
    .filter(({ row }) => {
      if (words.length === 0) return true
      const text = folded(textOf(row))
      return words.every((word) => text.includes(word))
    })
  return { search, setSearch, found }
}
