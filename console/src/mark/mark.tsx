/** Our mark: two halves cut from one piece, which fit each other and nothing else, as a countersign does. */
export function Mark({ size = 24 }: { readonly size?: number }) {
  return (
    <svg viewBox="0 0 32 32" width={size} height={size} aria-hidden="true" focusable="false">
      <path fill="var(--cs-ink)" d="M8 3h4v9.2l5.6-1.6v10.8L12 19.8V29H8a5 5 0 0 1-5-5V8a5 5 0 0 1 5-5z" />
      <path
        fill="var(--cs-accent)"
        d="M13.6 3H24a5 5 0 0 1 5 5v16a5 5 0 0 1-5 5H13.6v-7.08l5.6 1.6V8.48l-5.6 1.6z"
      />
    </svg>
  )
}
