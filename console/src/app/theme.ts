/** What Mantine's components are told. Colours are not here: they are the custom properties of `tokens.css`. */
import { createTheme, type VariantColorsResolver } from '@mantine/core'

type VariantColors = ReturnType<VariantColorsResolver>

const FILLED: VariantColors = {
  background: 'var(--cs-accent)',
  hover: 'var(--cs-accent-strong)',
  color: 'var(--cs-on-accent)',
  border: '1px solid transparent',
}
const VARIANTS: Readonly<Record<string, VariantColors>> = {
  filled: FILLED,
  danger: {
    ...FILLED,
    background: 'var(--cs-danger)',
    hover: 'var(--cs-danger-strong)',
    color: 'var(--cs-on-danger)',
  },
  'danger-quiet': {
    background: 'transparent',
    hover: 'var(--cs-wash)',
    color: 'var(--cs-danger)',
    border: '1px solid var(--cs-danger)',
  },
  default: {
    background: 'transparent',
    hover: 'var(--cs-wash)',
    color: 'var(--cs-ink)',
    border: '1px solid var(--cs-line-strong)',
  },
  subtle: {
    background: 'transparent',
    hover: 'var(--cs-wash)',
    color: 'var(--cs-ink)',
    border: '1px solid transparent',
  },
}

/** `md` is 24 pixels, the least that everyone can hit. */
const TICKED = { color: 'var(--cs-accent)', iconColor: 'var(--cs-on-accent)', size: 'md' }

export const theme = createTheme({
  variantColorResolver: ({ variant }) => VARIANTS[variant] ?? FILLED,
  respectReducedMotion: true,
  defaultRadius: 'sm',
  components: {
    // Mantine would lock the scroll with an injected style element, which the Content-Security-Policy refuses.
    ModalRoot: {
      defaultProps: {
        lockScroll: false,
        transitionProps: { transition: 'fade', duration: 120, exitDuration: 0 },
      },
    },
    Menu: {
      defaultProps: {
        withinPortal: false,
        withInitialFocusPlaceholder: false,
        shadow: 'md',
        transitionProps: { duration: 80 },
      },
    },
    Tooltip: { defaultProps: { withinPortal: false, openDelay: 250, transitionProps: { duration: 80 } } },
    Checkbox: { defaultProps: TICKED },
    Radio: { defaultProps: TICKED },
    Switch: { defaultProps: { size: 'md', withThumbIndicator: false } },
  },
})
