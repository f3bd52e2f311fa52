/** The manifest of a small solution, with lines put in place of its own by their key. */
export function deskManifest(lines: Readonly<Record<string, string>> = {}): string {
  const own: Readonly<Record<string, string>> = {
    kaiwu: 'kaiwu: 1',
    name: 'name: desk',
    title: 'title: 泵站检修台',
    contact: 'contact: 设备科 8001',
    knowledge: 'knowledge:\n  manuals: { from: knowledge/*.md }',
    flow: 'flow:\n  - find: manuals\n  - ask: prompts/answer.md',
    ...lines,
  }
  return `${Object.values(own)
    .filter((line) => line !== '')
    .join('\n')}\n`
}

/** The files of a small solution that is in order. */
export const deskFiles: Readonly<Record<string, string>> = {
  'solution.yaml': deskManifest({ evals: 'evals: { questions: evals/questions.jsonl, gates: { coverage: 0.9 } }' }),
  'knowledge/pump.md':
    '# 泵站手册\n\n## 1 润滑\n\n水泵轴承每 500 小时加注一次 2 号锂基脂。\n\n## 2 密封\n\n机械密封泄漏量不得超过每分钟 10 滴。\n',
  'knowledge/valve.md': '# 阀门手册\n\n## 1 检查\n\n闸阀每 12 个月检查一次填料。\n',
  'prompts/answer.md': '{{passages}}\n\n{{question}}\n',
  'evals/questions.jsonl': [
    {
      id: 'q1',
      question: '水泵轴承多久加注一次锂基脂？',
      sources: [{ document: 'knowledge/pump.md' }],
      contains: ['500 小时'],
      tags: ['amount'],
    },
    { id: 'q2', question: '今晚食堂吃什么？', refuse: true, tags: ['refuse'] },
  ]
    .map((row) => JSON.stringify(row))
    .join('\n'),
}
