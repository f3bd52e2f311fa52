import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { tempFolder } from '@kaiwu/testkit'
import { describe, expect, it, onTestFinished } from 'vitest'
import { defineSolution, evaluate, KaiwuError, openSolution, parseQuestions } from './index.ts'
import { deskFiles } from './test-desk.ts'

describe('kaiwu as a package', () => {
  it('has what the author of a solution in TypeScript needs', async () => {
    const folder = await tempFolder(deskFiles)
    onTestFinished(() => folder.remove())
    const definition = defineSolution({
      name: 'desk',
      title: '泵站检修台',
      contact: '设备科 8001',
      knowledge: { manuals: 'knowledge/*.md' },
    })
    const solution = await openSolution(definition, { root: folder.path, environment: {} })
    onTestFinished(() => solution.close())
    await solution.sync()
    const answer = await solution.answer({ question: '水泵轴承多久加注一次锂基脂？' })
    expect(answer).toMatchObject({ outcome: 'answered', citations: [{ document: 'knowledge/pump.md', verified: true }] })
    const { questions } = parseQuestions(deskFiles['evals/questions.jsonl']!, 'questions.jsonl')
    expect((await evaluate(solution, questions)).questions.map(({ right }) => right)).toEqual([true, true])
    expect(() => defineSolution({ ...definition, name: 'Not A Name' })).toThrow(KaiwuError)
  })

  it('is imported without LangChain, a model client or a PDF reader', async () => {
    const source = `import { registerHooks } from 'node:module'
      const loaded = []
      registerHooks({ load(url, context, next) { loaded.push(url); return next(url, context) } })
      await import(${JSON.stringify(new URL('./index.ts', import.meta.url).href)})
      console.log(JSON.stringify(loaded))`
    const cwd = fileURLToPath(new URL('..', import.meta.url))
    const child = spawn(process.execPath, ['--conditions=kaiwu-src', '--input-type=module', '-e', source], {
      cwd,
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    const [out] = await Promise.all([text(child.stdout), once(child, 'close')])
    const loaded = JSON.parse(out) as string[]
    expect(loaded.some((url) => url.includes('/packages/solution/'))).toBe(true)
    expect(
      loaded.filter((url) =>
        /node_modules\/(?:@langchain|langchain|langsmith|openai|pdfjs-dist|@napi-rs|mammoth|cheerio|express|commander|@clack)\//.test(
          url,
        ),
      ),
    ).toEqual([])
  })
})
