import { describe, expect, it } from 'vitest'
import { commands } from './commands.ts'
import { runKaiwu, runProcess } from './test-run-kaiwu.ts'

describe('kaiwu', () => {
  it.each(['zh', 'en'] as const)('lists every command in %s, with examples and exit codes', async (language) => {
    const { code, out, err } = await runProcess(['--help', '--lang', language])
    expect({ code, err }).toEqual({ code: 0, err: '' })
    const longest = Math.max(...commands.map(({ name }) => name.length))
    for (const { name, summary } of commands) expect(out).toContain(`${name.padEnd(longest)}  ${summary[language]}`)
    expect(out).toContain('kaiwu check my-desk')
    expect(out).toContain(language === 'zh' ? '78   机器或配置有问题' : '78   the machine or its configuration needs attention')
    expect(out).not.toContain('\u001b')
  })

  it.each(commands.map(({ name }) => name))('teaches %s: what it does, examples, exit codes', async (name) => {
    const { code, out } = await runKaiwu([name, '--help'], { env: { LANG: 'en_US.UTF-8' } })
    const command = commands.find((one) => one.name === name)!
    expect(code).toBe(0)
    expect(out.startsWith(command.about.en)).toBe(true)
    expect(command.examples.length).toBeGreaterThanOrEqual(2)
    for (const { line, text } of command.examples) expect(out).toContain(`  # ${text.en}\n  kaiwu ${line}`)
    for (const exit of [0, 2, 70, 130, ...command.exits]) expect(out).toMatch(new RegExp(`^  ${exit} +\\S`, 'm'))
    for (const { flags } of command.options) expect(out).toContain(`  ${flags}  `)
  })

  it('shows its help when nothing is asked, and the same for `help`', async () => {
    const bare = await runProcess([])
    expect(bare).toEqual({ code: 0, err: '', out: expect.stringContaining('用法:') })
    expect((await runKaiwu(['help'])).out).toBe(bare.out)
  })

  it('prints its version, as JSON when asked', async () => {
    expect((await runKaiwu(['--version'])).out).toMatch(/^\d+\.\d+\.\d+\n$/)
    expect(JSON.parse((await runKaiwu(['--version', '--json'])).out)).toEqual({ version: expect.stringMatching(/^\d/) })
  })

  it.each([
    [
      ['chek'],
      '错误 USAGE_INVALID：没有“chek”这个命令；是不是 check？\n',
      'Error USAGE_INVALID: there is no command "chek"; did you mean check?\n',
    ],
    [
      ['frobnicate'],
      '错误 USAGE_INVALID：没有“frobnicate”这个命令。用 kaiwu --help 查看用法\n',
      'Error USAGE_INVALID: there is no command "frobnicate". See kaiwu --help\n',
    ],
    [
      ['check', '--jsn'],
      '错误 USAGE_INVALID：没有“--jsn”这个选项；是不是 --json？\n',
      'Error USAGE_INVALID: there is no option "--jsn"; did you mean --json?\n',
    ],
    [
      ['serve', '--prot', '1'],
      '错误 USAGE_INVALID：没有“--prot”这个选项；是不是 --port？\n',
      'Error USAGE_INVALID: there is no option "--prot"; did you mean --port?\n',
    ],
    [
      ['ingest', '--data'],
      '错误 USAGE_INVALID：选项 --data <folder> 后面缺少值。用 kaiwu --help 查看用法\n',
      'Error USAGE_INVALID: the option --data <folder> needs a value. See kaiwu --help\n',
    ],
    [
      ['check', 'a', 'b'],
      '错误 USAGE_INVALID：参数太多；含有空格的内容请加引号。用 kaiwu --help 查看用法\n',
      'Error USAGE_INVALID: too many words; put what holds spaces into quotes. See kaiwu --help\n',
    ],
  ])('refuses %o and says what was meant', async (words, zh, en) => {
    expect(await runKaiwu(words)).toEqual({ code: 2, out: '', err: zh })
    expect(await runKaiwu(['--lang=en', ...words])).toEqual({ code: 2, out: '', err: en })
  })

  it('refuses a language it does not speak', async () => {
    const { code, err } = await runKaiwu(['check', '--lang', 'fr'])
    expect({ code, err }).toEqual({ code: 2, err: '错误 USAGE_INVALID：选项 --lang <language> 的值不对；可用：zh, en\n' })
  })

  it('gives mistakes of typing as JSON too', async () => {
    const { code, out, err } = await runProcess(['--json', 'chek'], { env: { KAIWU_LANG: 'en' } })
    expect({ code, err }).toEqual({ code: 2, err: '' })
    const message = 'there is no command "chek"; did you mean check?'
    expect(JSON.parse(out)).toEqual({ error: { code: 'USAGE_INVALID', message, fault: 'caller', details: { reason: message } } })
  })
})

// Lists every module file that was loaded, on stderr, when the process ends.
const listLoaded = `import { registerHooks } from 'node:module'
  const loaded = []
  registerHooks({ load(url, context, next) { loaded.push(url); return next(url, context) } })
  process.on('exit', () => process.stderr.write(JSON.stringify(loaded)))`

describe('start-up', () => {
  it.each([['--help'], ['--version'], ['ask', '--help']])('loads nothing heavy for %s %s', async (...words) => {
    const { err } = await runProcess(words, { preload: listLoaded })
    const loaded = JSON.parse(err) as string[]
    const packages = loaded.flatMap((url) => /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(url)?.[1] ?? [])
    expect([...new Set(packages)]).toEqual(['commander'])
    expect(loaded.filter((url) => /packages\/(?!kaiwu\/|core\/)/.test(url))).toEqual([])
  })
})
