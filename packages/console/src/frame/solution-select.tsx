import type { ReactNode } from 'react'
import type { SolutionInfo } from '../http/contract.ts'
import type { Write } from '../texts.ts'
import { NamedSelect } from './named-select.tsx'
import { Tag } from './tag.tsx'
import { useTexts } from './use-texts.ts'

type Props = Readonly<{ solutions: readonly SolutionInfo[]; current: string | undefined; onChoose: (name: string) => void }>

/** The choice of the solution, each with the model it uses. */
export function SolutionSelect({ solutions, current, onChoose }: Props): ReactNode {
  const { language, write } = useTexts()
  const known = solutions.find((solution) => solution.name === current)
  return (
    <span className="solution-select" data-testid="solution-select">
      <NamedSelect
        aria-label={write('solution')}
        value={known?.name ?? null}
        placeholder={write('solution')}
        onChange={(name: string | null) => name !== null && onChoose(name)}
        options={solutions.map((solution) => ({ value: solution.name, label: solution.title[language], solution }))}
        optionRender={({ data }) => <SolutionOption solution={data.solution} />}
        popupMatchSelectWidth={false}
      />
      {known !== undefined && <ModelTag solution={known} />}
    </span>
  )
}

function SolutionOption({ solution }: Readonly<{ solution: SolutionInfo }>): ReactNode {
  const { language, write } = useTexts()
  return (
    <span className="solution-option" data-testid={`solution-option-${solution.name}`}>
      <span className="solution-option-title">{solution.title[language]}</span>
      <span className="solution-option-model">{modelWords(solution, write)}</span>
    </span>
  )
}

/** Which model a solution uses, and whether anything leaves the machine. */
export function ModelTag({ solution }: Readonly<{ solution: SolutionInfo }>): ReactNode {
  const { write } = useTexts()
  return <Tag tone={solution.modelIsLocal ? 'plain' : 'info'}>{modelWords(solution, write)}</Tag>
}

function modelWords({ model, modelIsLocal }: SolutionInfo, write: Write): string {
  if (model === 'local/extractive') return write('modelExtractive')
  return write(modelIsLocal ? 'modelLocal' : 'modelRemote', { model })
}
