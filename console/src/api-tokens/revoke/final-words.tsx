/** What revoking means, in the same words wherever it is asked. */
export function FinalWords() {
  return (
    <p>
      The next exchange is refused at once, and access tokens that were issued before can be refused from then
      on. This cannot be undone: a revoked API token cannot be regenerated.
    </p>
  )
}
