import { Button, Modal } from 'antd'
import { type ReactNode, useEffect, useRef, useState } from 'react'
import { ScrollRegion } from '../frame/scroll-region.tsx'
import { useTexts } from '../frame/use-texts.ts'
import type { CaseInfo, CaseType } from '../http/case-contract.ts'
import { type Diagram, layoutGraph, type Node, stateKeys, type Way } from './graph-layout.ts'

const cell = { width: 118, height: 78, boxWidth: 98, boxHeight: 34 } as const
const margin = 26

/** The states of a case and the ways between them, with where it is and was; the same as a list for who does not see it. */
export function StateDiagram({ info, type }: Readonly<{ info: CaseInfo; type: CaseType }>): ReactNode {
  const { language, write } = useTexts()
  const [whole, setWhole] = useState(false)
  if (type.states.length === 0) return null
  const diagram = layoutGraph(type.graph[language], stateKeys(type))
  const titleOf = (key: string): string => diagram.nodes.find((node) => node.key === key)?.title ?? key
  return (
    <section className="panel case-diagram no-print" aria-label={write('diagramTitle')} data-testid="diagram">
      <h2 className="section-title">{write('diagramTitle')}</h2>
      <Drawing {...{ info, diagram }} />
      <Button size="small" onClick={() => setWhole(true)} data-testid="diagram-whole">
        {write('diagramWhole')}
      </Button>
      {whole && (
        <Modal open title={write('diagramTitle')} footer={null} width="min(1200px, 94vw)" onCancel={() => setWhole(false)}>
          <Drawing {...{ info, diagram }} whole />
        </Modal>
      )}
      <ul className="hidden">
        {diagram.ways.map(({ from, to, label }) => (
          <li key={`${from} ${to}`}>{write('diagramWay', { from: titleOf(from), to: titleOf(to), label })}</li>
        ))}
      </ul>
    </section>
  )
}

type DrawingProps = Readonly<{ info: CaseInfo; diagram: Diagram; whole?: boolean }>

/** The diagram, scrolled to where the case is. */
function Drawing({ info: { state, entries }, diagram, whole = false }: DrawingProps): ReactNode {
  const { write } = useTexts()
  const scroll = useRef<HTMLDivElement>(null)
  const been = new Set(entries.map((entry) => entry.state))
  const at = new Map(diagram.nodes.map((node) => [node.key, node]))
  const width = diagram.columns * cell.width + margin * 2
  const height = diagram.rows * cell.height
  const now = at.get(state)
  const { x, y } = now === undefined ? { x: 0, y: 0 } : centre(now, diagram)
  useEffect(() => {
    scroll.current?.scrollTo(x - scroll.current.clientWidth / 2, y - scroll.current.clientHeight / 2)
  }, [x, y])
  const labelled = labelsApart(diagram, at)
  const arrow = whole ? 'arrow-whole' : 'arrow'
  return (
    <ScrollRegion className={`diagram-scroll${whole ? ' diagram-whole' : ''}`} label={write('diagramTitle')} place={scroll}>
      <svg viewBox={`0 0 ${width} ${height}`} width={width} height={height} className="diagram" aria-hidden="true">
        <defs>
          <marker id={arrow} viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto-start-reverse">
            <path d="M0 0L8 4L0 8z" className="diagram-arrow" />
          </marker>
        </defs>
        {diagram.ways.map((way) => (
          <WayLine key={`${way.from} ${way.to}`} {...{ way, at, diagram }} labelled={labelled.has(way)} end={`url(#${arrow})`} />
        ))}
        {diagram.nodes.map((node) => (
          <StateBox key={node.key} node={node} diagram={diagram} now={node.key === state} been={been.has(node.key)} />
        ))}
      </svg>
    </ScrollRegion>
  )
}

const longestLabel = 8
const letter = { width: 11, height: 14 } as const

/** The ways whose labels can be read: short ones, that would lie on no other. The rest are told where one points, and in the list. */
function labelsApart(diagram: Diagram, at: ReadonlyMap<string, Node>): ReadonlySet<Way> {
  const taken: Readonly<{ x: number; y: number; width: number }>[] = []
  const apart = diagram.ways.filter((way) => {
    const place = labelPlace(way, at, diagram)
    if (place === undefined || way.label === '' || way.label.length > longestLabel) return false
    const width = way.label.length * letter.width
    const free = taken.every(
      (other) => Math.abs(other.y - place.y) > letter.height || place.x > other.x + other.width || other.x > place.x + width,
    )
    if (free) taken.push({ ...place, width })
    return free
  })
  return new Set(apart)
}

/** Where the label of a way to the next row stands; ways along the side have none. */
function labelPlace(way: Way, at: ReadonlyMap<string, Node>, diagram: Diagram): Readonly<{ x: number; y: number }> | undefined {
  const [from, to] = [at.get(way.from), at.get(way.to)]
  if (from === undefined || to === undefined || way.back || to.y - from.y > 1) return undefined
  const [a, b] = [centre(from, diagram), centre(to, diagram)]
  const half = cell.boxHeight / 2
  return { x: a.x + (b.x - a.x) * 0.3 + 4, y: a.y + half + (b.y - a.y - half * 2) * 0.4 + 4 }
}

function centre({ x, y }: Node, { nodes, columns }: Diagram): Readonly<{ x: number; y: number }> {
  const inRow = nodes.filter((node) => node.y === y).length
  // Short rows stand in the middle.
  return { x: margin + ((columns - inRow) / 2 + x + 0.5) * cell.width, y: (y + 0.5) * cell.height }
}

type BoxProps = Readonly<{ node: Node; diagram: Diagram; now: boolean; been: boolean }>

function StateBox({ node, diagram, now, been }: BoxProps): ReactNode {
  const { x, y } = centre(node, diagram)
  const title = node.title.length > 8 && /\p{Script=Han}/u.test(node.title) ? `${node.title.slice(0, 7)}\u2026` : node.title
  return (
    <g className={`diagram-state${now ? ' diagram-now' : been ? ' diagram-been' : ''}`}>
      <title>{node.title}</title>
      <rect
        x={x - cell.boxWidth / 2}
        y={y - cell.boxHeight / 2}
        width={cell.boxWidth}
        height={cell.boxHeight}
        rx={node.end ? cell.boxHeight / 2 : 6}
      />
      <text x={x} y={y} textAnchor="middle" dominantBaseline="central">
        {title.length > 14 ? `${title.slice(0, 13)}\u2026` : title}
      </text>
    </g>
  )
}

type WayProps = Readonly<{ way: Way; at: ReadonlyMap<string, Node>; diagram: Diagram; labelled: boolean; end: string }>

function WayLine({ way, at, diagram, labelled, end }: WayProps): ReactNode {
  const [from, to] = [at.get(way.from), at.get(way.to)]
  if (from === undefined || to === undefined) return null
  const [a, b] = [centre(from, diagram), centre(to, diagram)]
  const place = labelPlace(way, at, diagram)
  if (place === undefined) {
    // Ways up go along the left, ways over several rows along the right, so that they cross no state.
    const side = way.back ? -1 : 1
    const [startX, endX] = [a.x + (side * cell.boxWidth) / 2, b.x + (side * cell.boxWidth) / 2]
    const away = side < 0 ? Math.min(startX, endX) - 20 : Math.max(startX, endX) + 20
    const path = `M${startX} ${a.y}C${away} ${a.y} ${away} ${b.y} ${endX} ${b.y}`
    return (
      <path d={path} className={way.back ? 'diagram-way diagram-back' : 'diagram-way'} markerEnd={end}>
        <title>{way.label}</title>
      </path>
    )
  }
  const half = cell.boxHeight / 2
  return (
    <>
      <path d={`M${a.x} ${a.y + half}L${b.x} ${b.y - half}`} className="diagram-way" markerEnd={end}>
        <title>{way.label}</title>
      </path>
      {labelled && (
        <text x={place.x} y={place.y} className="diagram-label">
          {way.label}
        </text>
      )}
    </>
  )
}
