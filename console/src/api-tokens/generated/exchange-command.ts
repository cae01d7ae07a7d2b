/** The exchange as a line for the shell. The value goes in on standard input: a command line can be read by everyone. */
export const exchangeCommand = (publicUrl: string, value: string): string =>
  [
    `echo 'refresh_token=${value}' |`,
    `curl -s -X POST ${publicUrl}/csp/gateway/am/api/auth/api-tokens/authorize`,
    `-H 'content-type: application/x-www-form-urlencoded'`,
    `-d @-`,
  ].join(' ')
