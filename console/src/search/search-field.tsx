/** Searches a list by what stands in the address; the address follows when typing pauses. */
import { TextInput } from '@mantine/core'
import { IconSearch } from '@tabler/icons-react'
import { useTypedSearch } from './use-typed-search.ts'

type Props = {
  readonly label: string
  readonly placeholder: string
  readonly inAddress: string
  readonly onSearch: (text: string) => void
  readonly className?: string | undefined
}

export function SearchField({ label, placeholder, inAddress, onSearch, className }: Props) {
  const [typed, setTyped] = useTypedSearch(inAddress, onSearch)
  return (
    <TextInput
      className={className}
      type="search"
      aria-label={label}
      placeholder={placeholder}
      maxLength={100}
      leftSection={<IconSearch size={16} aria-hidden />}
      value={typed}
      onChange={(event) => setTyped(event.currentTarget.value)}
    />
  )
}
