import { entry, type ErrorEntry } from './error-entry.ts'

/** Solutions and their files: rows of the error table. */
export const solutionErrors = {
  SOLUTION_NOT_FOUND: entry(
    'caller',
    404,
    '没有名为“{name}”的解决方案；可用：{known}',
    'No solution named "{name}"; there is {known}',
  ),
  SOLUTION_FOLDER_MISSING: entry(
    'caller',
    404,
    '{path} 里没有 solution.yaml；请指明解决方案所在的文件夹',
    'There is no solution.yaml in {path}; name the folder of a solution',
  ),
  SOLUTION_INVALID: entry(
    'author',
    422,
    '解决方案有 {count} 处错误：\n{problems}',
    'The solution has {count} mistake(s):\n{problems}',
  ),
  SOLUTION_READ_ONLY: entry(
    'operator',
    500,
    '写不进 {path}（{reason}）；请让运行 Kaiwu 的用户能写这个文件夹，或在文件里手工修改',
    '{path} cannot be written ({reason}); let the user that runs Kaiwu write to the folder, or change the file by hand',
  ),
  SOLUTION_NOT_READY: entry(
    'operator',
    503,
    '“{name}”还在建立索引，请稍候',
    '"{name}" is still being indexed; try again shortly',
    true,
  ),
  AGENT_NONE: entry(
    'author',
    422,
    '“{name}”没有打开助手自己查的方式；请在 solution.yaml 里写上 agent: {}',
    '"{name}" has no agent mode; write agent: {} into solution.yaml',
  ),
  EVALS_MISSING: entry(
    'author',
    422,
    '“{name}”没有评测题；请在 solution.yaml 里写上 evals.questions',
    '"{name}" has no evaluation questions; name a file of them in evals.questions of solution.yaml',
  ),
  EVALS_RUNNING: entry(
    'caller',
    409,
    '“{name}”正在评测，请等它完成',
    '"{name}" is being measured already; wait until that is done',
    true,
  ),
  EVAL_RUN_NOT_FOUND: entry(
    'caller',
    404,
    '没有这次评测：{id}。它可能太旧，已经不再保留',
    'There is no evaluation {id}. It may have been too old to be kept',
  ),
  GATE_MISSED: entry('author', 422, '评测未达标：{gates}', 'The evaluation missed its gates: {gates}'),
} as const satisfies Record<string, ErrorEntry>
