/** The exchange as a line for the shell. */
export const exchangeCommand = (publicUrl: string, value: string): string =>
  [
    `curl -s -X POST ${publicUrl}/csp/gateway/am/api/auth/api-tokens/authorize`,
    `-H 'content-type: application/x-www-form-urlencoded'`,
    `-d 'refresh_token=${value}'`,
  ].join(' ')
