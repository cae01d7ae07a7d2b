/** The console: what every page stands in. */
import { MantineProvider } from '@mantine/core'
import { QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import { queryClient } from '../connection/query-client.ts'
import { router } from './router.tsx'
import { theme } from './theme.ts'

export function App() {
  return (
    // Variables and classes come from our style sheets: injected ones would need 'unsafe-inline' or a nonce.
    <MantineProvider
      theme={theme}
      defaultColorScheme="auto"
      withCssVariables={false}
      withGlobalClasses={false}
    >
      <QueryClientProvider client={queryClient}>
        <RouterProvider router={router} />
      </QueryClientProvider>
    </MantineProvider>
  )
}
