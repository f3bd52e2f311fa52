import { AimOutlined } from '@ant-design/icons'
import { Button, Segmented, Skeleton } from 'antd'
import { lazy, type ReactNode, type RefObject, useEffect, Suspense, useLayoutEffect, useMemo, useRef, useState } from 'react'
import { Joined } from '../frame/joined.tsx'
import { ProblemView } from '../frame/problem-view.tsx'
import { ScrollRegion } from '../frame/scroll-region.tsx'
import { ValidityTag } from '../frame/tag.tsx'
import type { Loaded } from '../frame/use-loaded.ts'
import { useTexts } from '../frame/use-texts.ts'
import type { SourceDocument } from '../http/contract.ts'
import { placeParts } from '../place-parts.ts'
import type { SourceTarget } from '../routes.ts'
import { Group } from './source-group.tsx'
import { PassageList } from './passage-list.tsx'
import { type SourceGroup, sourceGroups } from './source-groups.ts'

const PdfPages = lazy(async () => ({ default: (await import('./pdf-pages.tsx')).PdfPages }))
const ReportView = lazy(async () => ({ default: (await import('./report-view.tsx')).ReportView }))

/** The ways of looking at a document. */
type Look = 'text' | 'pages' | 'passages' | 'report'

type Props = Readonly<{ solution: string; loaded: Loaded<SourceDocument>; target: SourceTarget }>

/** The document in the source panel: facts, the place of the quote, the text. */
export function SourceContent({ solution, loaded, target }: Props): ReactNode {
  if (loaded.problem !== undefined) return <ProblemView problem={loaded.problem} onRetry={loaded.reload} />
  if (loaded.value === undefined) {
    return (
      <div className="source-waiting">
        <Skeleton active paragraph={{ rows: 8 }} />
      </div>
    )
  }
  return <Looks solution={solution} source={loaded.value} target={target} onChange={loaded.reload} />
}

type LooksProps = Readonly<{ solution: string; source: SourceDocument; target: SourceTarget; onChange: () => void }>

function Looks({ solution, source, target, onChange }: LooksProps): ReactNode {
  const { write } = useTexts()
  const { document, text } = source
  const drawn = document.mediaType === 'application/pdf'
  const [look, setLook] = useState<Look>('text')
  // A new place is looked at where it can be seen.
  useEffect(() => setLook((last) => (last === 'pages' && drawn ? last : 'text')), [target, drawn])
  const options: { value: Look; label: string }[] = [
    { value: 'text', label: write('viewText') },
    ...(drawn ? [{ value: 'pages', label: write('viewPages') } as const] : []),
    { value: 'passages', label: write('viewPassages') },
    { value: 'report', label: write('viewReport') },
  ]
  const shown = look === 'pages' && !drawn ? 'text' : look
  return (
    <>
      <SourceHead source={source} target={target} />
      <div className="source-looks">
        <Segmented
          size="small"
          options={options}
          value={shown}
          onChange={setLook}
          aria-label={write('sourceViews')}
          data-testid="source-looks"
        />
      </div>
      {shown === 'text' ? (
        <Reader source={source} target={target} />
      ) : (
        <div className="source-scroll" tabIndex={0}>
          <Suspense fallback={<Skeleton active paragraph={{ rows: 6 }} />}>
            {shown === 'passages' && <PassageList source={source} />}
            {shown === 'report' && <ReportView solution={solution} documentId={document.id} onChange={onChange} />}
            {shown === 'pages' && (
              <PdfPages
                solution={solution}
                documentId={document.id}
                sha={document.addedAt}
                page={pageAt(source, target.start)}
                quote={text.slice(target.start, target.end)}
              />
            )}
          </Suspense>
        </div>
      )}
    </>
  )
}

/** The page that a place of the text stands on; 1 where pages are not known. */
function pageAt({ blocks }: SourceDocument, start: number): number {
  return (blocks.find((block) => block.end > start) ?? blocks.at(-1))?.page ?? 1
}

function Reader({ source, target }: Readonly<{ source: SourceDocument; target: SourceTarget }>): ReactNode {
  const { write } = useTexts()
  const scroll = useRef<HTMLDivElement>(null)
  const { start, end } = target
  const quoted = end > start
  const groups = useMemo(() => sourceGroups(source.text, source.blocks, [start, end]), [source, start, end])

  const toQuote = (behavior: ScrollBehavior): void => {
    const mark = scroll.current?.querySelector('[data-testid="source-highlight"]')
    if (mark instanceof HTMLElement) mark.scrollIntoView({ block: 'center', behavior })
    else scroll.current?.scrollTo({ top: 0 })
  }
  useLayoutEffect(() => toQuote('auto'), [groups])
  const quoteHidden = useQuoteHidden(scroll, groups)

  return (
    <>
      <div className="source-scroll" ref={scroll} tabIndex={0} role="document" aria-label={source.document.facts.title}>
        <div className="source-text">
          {groups.map((group, index) => (
            <Group key={index} group={group} />
          ))}
        </div>
      </div>
      {quoted && quoteHidden && (
        <Button className="source-back" size="small" icon={<AimOutlined />} onClick={() => toQuote('smooth')}>
          {write('backToQuote')}
        </Button>
      )}
    </>
  )
}

/** Whether the quote has been scrolled out of sight. */
function useQuoteHidden(scroll: RefObject<HTMLElement | null>, groups: readonly SourceGroup[]): boolean {
  const [hidden, setHidden] = useState(false)
  useEffect(() => {
    const marks = scroll.current?.querySelectorAll('[data-testid="source-highlight"]') ?? []
    const seen = new Set<Element>()
    const observer = new IntersectionObserver(
      (entries) => {
        for (const { target, isIntersecting } of entries) {
          if (isIntersecting) seen.add(target)
          else seen.delete(target)
        }
        setHidden(marks.length > 0 && seen.size === 0)
      },
      { root: scroll.current },
    )
    for (const mark of marks) observer.observe(mark)
    return () => observer.disconnect()
  }, [scroll, groups])
  return hidden
}

function SourceHead({ source, target }: Readonly<{ source: SourceDocument; target: SourceTarget }>): ReactNode {
  const { language, write } = useTexts()
  const { facts, validity, path, warnings } = source.document
  const rows = [
    [write('number'), facts.number],
    [write('version'), facts.version],
    [write('issued'), facts.issued],
    [write('effective'), facts.effective],
    [write('ends'), facts.ends],
    [write('endedBy'), facts.endedBy],
    [write('file'), path],
  ] as const
  const place = target.end > target.start ? placeAt(source, target.start) : []
  return (
    <ScrollRegion className="source-head" label={facts.title}>
      <div className="source-title-row">
        <h2 className="source-title">{facts.title}</h2>
        <ValidityTag validity={validity} />
      </div>
      <dl className="source-facts">
        {rows.map(([name, value]) =>
          value === undefined ? null : (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{value}</dd>
            </div>
          ),
        )}
      </dl>
      {warnings.length > 0 && <p className="source-warning">{warnings.map((warning) => warning[language]).join(' ')}</p>}
      {place.length > 0 && (
        <p className="source-place" data-testid="source-place">
          <span className="hidden">{write('sourcePlace')}: </span>
          <Joined items={place} sign="›" />
        </p>
      )}
    </ScrollRegion>
  )
}

function placeAt({ document, passages, text }: SourceDocument, start: number): readonly string[] {
  const passage = passages.find((one) => one.start <= start && start < Math.max(one.end, one.start + 1))
  if (passage === undefined || start >= text.length) return []
  return placeParts(passage.path, passage.locator, document.facts.title)
}
