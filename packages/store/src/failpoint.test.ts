import { spawnSync } from 'node:child_process'
import { describe, expect, it } from 'vitest'

const module = new URL('./failpoint.ts', import.meta.url).href
const passing = (failpoint?: string) => {
  const program = `
    const { failpoint } = await import(${JSON.stringify(module)})
    for (const name of ['one', 'two', 'one', 'two', 'one-more']) { failpoint(name); console.log(name) }`
  const { KAIWU_FAILPOINT: _, ...environment } = process.env
  const env = failpoint === undefined ? environment : { ...environment, KAIWU_FAILPOINT: failpoint }
  const { signal, stdout } = spawnSync(process.execPath, ['--input-type=module', '-e', program], { env, encoding: 'utf8' })
  return [signal, stdout.trim().split('\n').filter(Boolean)]
}

describe('failpoint', () => {
  it.each([
    ['one:1', 'SIGKILL', []],
    ['two:1', 'SIGKILL', ['one']],
    ['one:2', 'SIGKILL', ['one', 'two']],
    ['one-more:1', 'SIGKILL', ['one', 'two', 'one', 'two']],
    [undefined, null, ['one', 'two', 'one', 'two', 'one-more']],
    ['one:3', null, ['one', 'two', 'one', 'two', 'one-more']],
    ['one', null, ['one', 'two', 'one', 'two', 'one-more']],
    ['one:x', null, ['one', 'two', 'one', 'two', 'one-more']],
  ])('with KAIWU_FAILPOINT=%s ends by %s after %j', (wanted, signal, passed) => {
    expect(passing(wanted)).toEqual([signal, passed])
  })
})
