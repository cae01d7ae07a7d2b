/**
 * What is edited, as it was read. A change is made of that version alone: when somebody else was quicker, what there is now
 * takes its place, and the form says what is different. Saving again then replaces theirs knowingly.
 */
import { ApiError } from '@countersign/api'
import { useState } from 'react'

type Versioned = { readonly etag: string }

export type Version<Read> = {
  readonly present: Read
  /** As one read it before somebody else changed it; undefined when nobody did. */
  readonly former: Read | undefined
  /** Undefined when somebody else was quicker, and nothing was changed. */
  readonly put: <Saved>(change: (ifMatch: string) => Promise<Saved>) => Promise<Saved | undefined>
  /** The former one is not spoken of any more. */
  readonly settle: () => void
}

export function useVersion<Read extends Versioned>(
  opened: Read,
  readAgain: () => Promise<Read>,
): Version<Read> {
  const [{ present, former }, setVersions] = useState<{ present: Read; former?: Read }>({ present: opened })
  return {
    present,
    former,
    put: async (change) => {
      try {
        return await change(present.etag)
      } catch (error) {
        if (!(error instanceof ApiError && error.code === 'changed_since_read')) throw error
        setVersions({ present: await readAgain(), former: present })
        return undefined
      }
    },
    settle: () => setVersions({ present }),
  }
}
