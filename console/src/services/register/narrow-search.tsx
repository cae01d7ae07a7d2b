/** Finds rows in a part of the form. Enter sends no form from here. */
import { TextInput } from '@mantine/core'
import { IconSearch } from '@tabler/icons-react'
import classes from './definition-form.module.css'

type Props = { readonly label: string; readonly value: string; readonly onChange: (text: string) => void }

export const NarrowSearch = ({ label, value, onChange }: Props) => (
  <TextInput
    className={classes.search}
    type="search"
    aria-label={label}
    placeholder={label}
    leftSection={<IconSearch size={16} aria-hidden />}
    value={value}
    onChange={(event) => onChange(event.currentTarget.value)}
    onKeyDown={(event) => event.key === 'Enter' && event.preventDefault()}
  />
)
