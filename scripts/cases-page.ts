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
  type after a colon; below, a row for each rule, its id first. A word that the field it is asked of, or given to, cannot hold is a mistake.
  UTF-8 and GBK are read.
- **What a model suggests comes before a person**: from a state with \`ask\`, no way leads to an end, a \`send\` or a \`start\` past every state with \`actions\` or an \`approval\`.
- **Nothing is approved by time**: a \`timeout\` cannot lead where an approval leads, and an approval that nobody can give is an exception for an administrator.
- **Sensitive fields** are seen whole by who started the case, acted on it or is asked to; those that name roles by these roles alone. Everybody else, administrators and auditors among them, sees them
  in part (\`138****0000\`, \`***\`), wherever in the case the same value stands; no list, title, notice or search gives them away. Who saw them whole stands in the log.
- **\`remind\` and \`escalate\`**: who is waited for is told before a deadline and when it has passed; then \`escalate\` is told, too, and sees the case from then on. With \`notify\`, each time one message
  goes to a program outside.
- **Rows** can begin \`from\` a table, such as the items of a check list; all of them come back in one form, each checked with its number.
- **A running case keeps the version it began with**: tables, calendar, prompts and labelled rows included. Of a \`run\` step's file only the hash is a part of the version: what runs is what
  lies in the folder, so that no program is ever taken out of a database.
- **\`documents\`** are Word files made of a case, with a button on its page, and in its export. \`layout: gbt9704\` is an official document of GB/T 9704-2012; each of its parts is FEEL over the fields.
  One is offered when its condition holds and nothing it needs is empty, to who may export the case and sees all of its fields whole. That it was made is in the log, with its hash.

## Steps that find, ask, classify, start, count and run

Each may be done again after a crash, and its outcome is recorded once. A reply of a model is kept before anything is made of it: it is paid for once.

- **\`find\`** searches with the labels of who began the case, among what was in force on the day the case began. What it finds is kept in the case and shown. Where an embedding model, a reranker or a
  chat model takes part in the search, sensitive values are left out of what is searched for.
- **\`ask\`** fills a prompt file: \`{{passages}}\` (what was found since the case came into the state), \`{{field}}\` by its key, \`{{params.x}}\`, \`{{today}}\`, \`{{case.no}}\`. Fields marked \`sensitive\` and personal
  data are masked first. The model gives values, each with the number of a passage (0: the case's own words) and a quote; it sets no field. A value that does not fit its field is not proposed.
  The band comes from what was checked: **high**, the quote stands in a passage in force and says what the value says (numbers, articles, words; a choice word for word); **medium**, the quote
  stands there, or in the case's own words, and something else does not; **low**, no such quote. Without a model, or where it fails for good, the sentences that were found are
  proposed as they stand: those that say a word of a field's title for that field, the others for the first text field that has none, no sentence twice; in a state that nobody decides in, the step becomes a task.
- **\`classify\`** learns from labelled rows (\`text,label,subject\` as CSV, or a JSON object a line), without a model, once for each content, and proposes. Unsure is a score below 0.8 or a margin below 0.3, or
  below \`auto\`; then the model of \`ask\` is asked beside. The band is high from a score of 0.9 (or from where it was right in 95 of 100 rows held out, if that is higher) with a margin of 0.6 and half of the
  text known; low where it is unsure. What people decide is held against it and kept. With \`auto\` its proposal is taken where score and margin are above the thresholds and people agreed with at least
  \`accuracy\` of the \`last\` cases; the figures are in the record.
- **\`start\`** begins a case of another type for who began this one, in the transaction that records it, and puts its number into a field; \`count\` counts the other cases of a type that hold the same in some
  fields and began within a time: a number, nothing else of them. What is sensitive here must be sensitive there.
- **\`run\`** imports a TypeScript file of the solution: \`export default (({ fields, params, today, signal }) => ({ field: value })) satisfies CaseRunStep\`, with the type from \`@kaiwu/solution\`. \`await files(field)\` gives the files of a field, and
  \`measureOfficial(content)\` what an official document in Word measures. It is code, and trusted
  like the solution; what it returns is held against the fields of \`into\`. It is imported once: a changed file needs a restart.

## Every setting

Generated from \`packages/cases/src/definition\` by \`npm run generate\`. A text for people is one string, or \`{ zh: …, en: … }\`.

${settingsTable(caseSchema)}
`
}
