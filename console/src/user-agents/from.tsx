/** Where something came from, and by which program: "from 192.0.2.1 by curl". */
import { programInWords } from './program-in-words.ts'

type Props = { readonly address: string; readonly userAgent: string | null }

export function From({ address, userAgent }: Props) {
  return (
    <>
      from <code>{address}</code>
      {userAgent && <> by {programInWords(userAgent)}</>}
    </>
  )
}
