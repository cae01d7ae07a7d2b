/** What a field of text is given: its answer, what changes it, and what is wrong with it. */
import { messageFor, type Submission } from './use-submission.ts'

type Texts = Readonly<Record<string, string>>

export const fieldOf =
  <Answers extends Texts>(
    answers: Answers,
    onChange: (answers: Answers) => void,
    messages: Submission['fields'],
  ) =>
  <Name extends keyof Answers & string>(name: Name) => ({
    name,
    value: answers[name],
    onChange: (event: { readonly currentTarget: { readonly value: string } }) =>
      onChange({ ...answers, [name]: event.currentTarget.value }),
    error: messageFor(messages, name),
  })
