/** Our mark: two halves cut from one piece, which fit each other and nothing else, as a countersign does. */
export function Mark({ size = 24 }: { readonly size?: number }) {
  return (
    <svg viewBox="0 0 32 32" width={size} height={size} aria-hidden="true" focusable="false">
      <path
        fill="var(--cs-ink)"
        d="M8 3h6.5v8.2l5.6-1.9a.7.7 0 0 1 .9.7v12a.7.7 0 0 1-.9.7l-5.6-1.9V29H8a5 5 0 0 1-5-5V8a5 5 0 0 1 5-5z"
      />
      <path
        fill="var(--cs-accent)"
        d="M17 3h7a5 5 0 0 1 5 5v16a5 5 0 0 1-5 5h-7v-4.7l3.6 1.2a2.2 2.2 0 0 0 2.9-2.1V8.6a2.2 2.2 0 0 0-2.9-2.1L17 7.7z"
      />
    </svg>
  )
}
