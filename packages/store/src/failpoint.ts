const passes = new Map<string, number>()

/**
 * Where a crash is tried out: `KAIWU_FAILPOINT=<name>:<n>` kills this process, as `kill -9` does, when it comes to the
 * point of that name for the n-th time (from 1). Without the variable nothing happens.
 * @example
 * failpoint('sync-before-commit')
 */
export function failpoint(name: string): void {
  const { KAIWU_FAILPOINT: wanted } = process.env
  if (!wanted?.startsWith(`${name}:`)) return
  const pass = (passes.get(name) ?? 0) + 1
  passes.set(name, pass)
  if (pass === Number(wanted.slice(name.length + 1))) process.kill(process.pid, 'SIGKILL')
}
