/** Resolves with the exit code. */
export declare function run([name, ...argv]: readonly string[]): Promise<number>
