import { existsSync } from 'node:fs'
import { mkdir, readdir, readFile, symlink } from 'node:fs/promises'
import { join } from 'node:path'
import { tempFolder } from '@kaiwu/testkit'
import { describe, expect, it, onTestFinished } from 'vitest'
import { templateNames, templatesFolder } from '../create/template-folder.ts'
import { runKaiwu, type Ran } from '../test-run-kaiwu.ts'

const templates = await templateNames()

async function empty(files: Readonly<Record<string, string>> = {}): Promise<string> {
  const folder = await tempFolder(files)
  onTestFinished(() => folder.remove())
  return folder.path
}

async function create(cwd: string, words: readonly string[]): Promise<Ran> {
  return runKaiwu(['--lang', 'en', 'create', ...words], { cwd })
}

describe('kaiwu create', () => {
  it('offers the templates', () => {
    expect(templates).toEqual(['government', 'manufacturing'])
  })

  it.each(templates)('makes a project of %s that checks without a problem', async (template) => {
    const cwd = await empty()
    const { code, out, err } = await create(cwd, ['my-desk', '--template', template, '--title', '检修 "台" # 1: {x}'])
    expect({ code, err }).toEqual({ code: 0, err: '' })
    expect(out).toMatch(
      /^Created my-desk \(template \w+, \d+ files\)\nNext:\n {2}cd my-desk\n {2}npm install\n {2}npm run check\n {2}npm start\n$/,
    )
    const project = join(cwd, 'my-desk')
    expect(JSON.parse((await runKaiwu(['check', project, '--json'])).out)).toMatchObject({ ok: true, solution: 'my-desk' })
    const manifest = await readFile(join(project, 'solution.yaml'), 'utf8')
    const original = await readFile(join(templatesFolder(), template, 'solution.yaml'), 'utf8')
    expect(manifest.match(/#.*$/gm)?.length).toBeGreaterThanOrEqual((original.match(/#.*$/gm)?.length ?? 0) - 1)
    const schema = /^# yaml-language-server: \$schema=(.+)$/m.exec(manifest)?.[1]
    expect(schema === undefined || existsSync(join(project, schema))).toBe(true)
    expect(manifest).not.toContain('..')
    expect(await readFile(join(project, '.gitignore'), 'utf8')).toBe('node_modules/\n.kaiwu/\n')
    expect(JSON.parse(await readFile(join(project, 'package.json'), 'utf8'))).toEqual({
      name: 'my-desk',
      version: '0.1.0',
      private: true,
      type: 'module',
      engines: { node: '>=22.18' },
      scripts: { start: 'kaiwu serve .', check: 'kaiwu check .', eval: 'kaiwu eval .' },
      dependencies: { kaiwu: expect.stringMatching(/^\^\d+\.\d+\.\d+$/) },
    })
  })

  it('tells programs what it made', async () => {
    const cwd = await empty()
    const { out } = await create(cwd, ['检修台', '--template', 'manufacturing', '--title', '检修台', '--json'])
    expect(JSON.parse(out)).toEqual({
      folder: join(cwd, '检修台'),
      template: 'manufacturing',
      name: 'manufacturing',
      title: '检修台',
      files: expect.any(Number),
    })
  })

  it('works in the current folder, next to a fresh git repository, and through a link', async () => {
    const cwd = await empty({ '.git/HEAD': 'ref: refs/heads/main' })
    expect((await create(cwd, ['.', '--template', 'manufacturing', '--name', 'desk'])).code).toBe(0)
    expect(await readFile(join(cwd, 'solution.yaml'), 'utf8')).toMatch(/^name: desk\b/m)
    const other = await empty()
    await mkdir(join(other, 'real'))
    await symlink('real', join(other, 'link'))
    expect((await create(other, ['link', '--template', 'manufacturing'])).code).toBe(0)
    expect((await readdir(other)).sort()).toEqual(['link', 'real'])
  })

  it('takes defaults with --yes', async () => {
    const cwd = await empty()
    expect((await create(cwd, ['--yes'])).code).toBe(0)
    expect(await readdir(cwd)).toEqual([templates[0]])
  })

  it('refuses a folder that is not empty and touches nothing in it', async () => {
    const cwd = await empty({ 'desk/notes.txt': 'mine' })
    const { code, err } = await create(cwd, ['desk', '--template', 'manufacturing'])
    expect({ code, err }).toEqual({
      code: 2,
      err: `Error TARGET_NOT_EMPTY: The folder ${join(cwd, 'desk')} is not empty; choose another name or empty it first\n`,
    })
    expect(await readdir(join(cwd, 'desk'))).toEqual(['notes.txt'])
  })

  it('says which file stands in the way of the folder', async () => {
    const cwd = await empty({ file: '' })
    expect((await create(cwd, ['file', '--template', 'manufacturing'])).err).toContain('TARGET_NOT_EMPTY')
    const { code, err } = await create(cwd, ['file/desk', '--template', 'manufacturing'])
    expect(code).toBe(78)
    expect(err).toMatch(/^Error PATH_UNUSABLE: .*file\/desk cannot be used: ENOTDIR/)
  })

  it.each([
    [['../x', '--template', 'manufacturing'], 'may not lead elsewhere by ..'],
    [['--template', 'manufacturing', '--', '-rf'], '"-rf" cannot name a folder'],
    [['-rf', '--template', 'manufacturing'], 'there is no option "-rf"'],
    [['$(id)', '--template', 'manufacturing'], '"$(id)" cannot name a folder'],
    [['desk', '--template', 'manufacturing', '--name', '../x'], '--name takes lower case letters'],
    [['desk', '--template', 'manufacturing', '--name=-rf'], '--name takes lower case letters'],
    [['desk', '--template', 'manufacturing', '--name', '$(id)'], '--name takes lower case letters'],
    [['desk', '--template', 'manufacturing', '--name', '检修'], '--name takes lower case letters'],
    [['desk', '--template', 'manufacturing', '--title', 'a\nname: evil'], '--title is one line'],
    [['desk', '--template', '../manufacturing'], 'No template named ../manufacturing; there is government, manufacturing'],
    [['desk', '--template', 'retail'], 'No template named retail; there is government, manufacturing'],
    [['desk'], 'give --template (there is government, manufacturing)'],
    [['--template', 'manufacturing'], 'name the new folder'],
  ])('refuses %j and makes nothing, inside or outside', async (words, reason) => {
    const parent = await empty({ 'here/.keep': '' })
    const cwd = join(parent, 'here')
    const { code, out, err } = await create(cwd, words)
    expect({ code, out }).toEqual({ code: 2, out: '' })
    expect(err).toContain(reason)
    expect(await readdir(parent, { recursive: true })).toEqual(['here', 'here/.keep'])
  })
})
