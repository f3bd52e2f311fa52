import { Button } from 'antd'
import { type ReactNode, useId } from 'react'
import { ProblemView } from '../frame/problem-view.tsx'
import { useAttempt } from '../frame/use-attempt.ts'
import { useTexts } from '../frame/use-texts.ts'
import type { SearchResult, SearchWeights } from '../http/contract.ts'
import { putJson, solutionPath } from '../http/request.ts'
import { useMay } from '../sign-in/session.ts'

type Name = keyof SearchWeights

type Props = Readonly<{
  solution: string
  /** What the search on the page was made with. */
  result: SearchResult
  /** What is being tried; the solution's own when nothing is. */
  tried: SearchWeights | undefined
  onTry: (weights: SearchWeights | undefined) => void
  /** The solution has other weights now. */
  onSaved: () => void
}>

const most: Readonly<Record<Name, number>> = { keyword: 4, vector: 4, title: 3, path: 3 }
const labels = {
  keyword: 'weightKeyword',
  vector: 'weightVector',
  title: 'weightTitle',
  path: 'weightPath',
} as const satisfies Record<Name, string>

/** The weights of search, to be moved while looking at what they do, and saved into the solution when they are right. */
export function WeightsPanel({ solution, result, tried, onTry, onSaved }: Props): ReactNode {
  const { language, write } = useTexts()
  const { attempt, problem } = useAttempt(onSaved)
  const { saved, vectors } = result
  const writes = useMay(solution, 'knowledge.write')
  const weights = tried ?? saved
  const isChanged = names.some((name) => weights[name] !== saved[name])
  const save = (): void => attempt(() => putJson(solutionPath(solution, 'search-weights'), weights, { language }))
  return (
    <details className="weights" data-testid="weights">
      <summary>{write('weightsTitle')}</summary>
      <p className="weights-intro">{write('weightsIntro')}</p>
      <div className="weights-grid">
        {names.map((name) => (
          <Weight
            key={name}
            label={write(labels[name])}
            value={weights[name]}
            most={Math.max(most[name], saved[name])}
            disabled={name === 'vector' && vectors === undefined}
            onChange={(value) => onTry({ ...weights, [name]: value })}
          />
        ))}
      </div>
      {vectors === undefined && <p className="weights-hint">{write('weightsNoVectors')}</p>}
      {problem && <ProblemView problem={problem} />}
      <div className="weights-actions">
        {writes && (
          <Button type="primary" disabled={!isChanged} onClick={save} data-testid="weights-save">
            {write('weightsSave')}
          </Button>
        )}
        <Button disabled={!isChanged} onClick={() => onTry(undefined)}>
          {write('weightsReset')}
        </Button>
        <span role="status" className="weights-hint">
          {write(isChanged ? 'weightsTried' : 'weightsSaved')}
        </span>
      </div>
    </details>
  )
}

const names: readonly Name[] = ['keyword', 'vector', 'title', 'path']

type WeightProps = Readonly<{
  label: string
  value: number
  most: number
  disabled: boolean
  onChange: (value: number) => void
}>

function Weight({ label, value, most: max, disabled, onChange }: WeightProps): ReactNode {
  const id = useId()
  return (
    <div className="weight">
      <label htmlFor={id}>{label}</label>
      <input
        id={id}
        type="range"
        min={0}
        max={max}
        step={0.05}
        value={value}
        disabled={disabled}
        onChange={(event) => onChange(Number(event.target.value))}
      />
      <output className="figure" htmlFor={id}>
        {value.toFixed(2)}
      </output>
    </div>
  )
}
