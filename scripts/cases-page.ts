import { caseSchema } from '@kaiwu/cases'
import { settingsTable } from './settings-table.ts'

/** docs/cases.md: how a case type is written, and every setting of it, from the schema that checks it. */
export function casesPage(): string {
  return `# Case types: cases/<key>.yaml

A case type says what a business item holds, in which states it can be, who does what in each, and by when. It is data: \`kaiwu check\` names every mistake with its line, and
proves that every state can be reached and left. The same form in TypeScript is \`defineCase\` of [@kaiwu/cases](../packages/cases).

\`\`\`yaml
kaiwu: 1
case: leave
title: 请假
number: QJ-{date}-{seq:3}
roles: { 主管: 批准请假, 人事: 备案 }
calendar: calendars/2026.csv      # date,kind,name: holidays and make-up workdays
tables: { route: tables/route.csv } # a decision table, edited in Excel
fields:
  days:   { type: number, title: 天数, required: true, min: 0.5, max: 60 }
  reason: { type: longText, title: 事由, required: true, minLength: 4 }
  route:  { type: choice, values: [备案, 批准] }
start: draft
states:
  draft:
    actions:
      submit: { title: 提交, by: initiator, form: [days, reason], to: routed }
  routed:                          # goes on by itself
    steps: [{ decide: route }]
    next: [{ when: route = "备案", to: filed }, { to: waiting }]
  waiting:
    approval: { by: [主管], approved: granted, rejected: refused, returnTo: [draft], forbidSameAs: [initiator] }
  filed:
    actions:
      file: { by: 人事, to: granted }
  granted: { end: true }
  refused: { end: true }
deadlines:
  answer: { within: 2 workdays, from: [waiting], until: [granted, refused, draft], remind: [1 workday], escalate: 人事 }
\`\`\`

- **A state** ends the case, goes on by itself (\`steps\`, then the first \`next\` whose condition holds), or waits: for people (\`actions\`, \`approval\`), for an event (\`on\`), for time (\`timeout\`).
- **Conditions** are FEEL over the fields by their names, \`params.…\`, \`case.no\`, \`case.state\`, \`case.initiator\`, \`case.department\`, \`case.openedAt\`, \`case.visits\`, \`case.errors\`, \`today\`, \`now\`.
  A field that is empty makes a comparison undecided, never false: a gate stays shut and says why. \`x = null\` asks whether it is empty.
- **Decision tables** are CSV: the first cell of the head is the hit policy (\`首个\`, \`唯一\`, \`收集\` …, or \`first\`, \`unique\`, \`collect\` …), then \`条件 <表达式>\` / \`when …\` and \`结果 <字段>\` / \`then …\` columns, each with a
  type after a colon; below, a row for each rule, its id first. UTF-8 and GBK are read.
- **Nothing is approved by time**: a \`timeout\` cannot lead where an approval leads, and an approval that nobody can give is an exception for an administrator.
- **A running case keeps the version it began with**, tables and calendar included.

## Every setting

Generated from \`packages/cases/src/definition\` by \`npm run generate\`. A text for people is one string, or \`{ zh: …, en: … }\`.

${settingsTable(caseSchema)}
`
}
