import { entry, type ErrorEntry } from './error-entry.ts'

/** Classifiers learnt from labelled rows: rows of the error table. */
export const classifyErrors = {
  CLASSIFIER_NO_ROWS: entry(
    'author',
    422,
    '没有已标注的样例，无法学习分类；请至少给出一条带类别的文字',
    'There are no labelled rows to learn from; give at least one text with its label',
  ),
  CLASSIFIER_LABEL_EMPTY: entry(
    'author',
    422,
    '第 {row} 条样例没有类别；请填上类别，或删去这一条',
    'Row {row} has no label; fill it in, or leave the row out',
  ),
} as const satisfies Record<string, ErrorEntry>
