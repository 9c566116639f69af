import { ChevronDown, ChevronUp, MoveHorizontal, ZoomIn, ZoomOut } from 'lucide-react';
import { useEffect, useLayoutEffect, useRef, useState } from 'react';
import { useText } from '../../app/text.ts';
import { IconButton } from '../../ui/button.tsx';
import { Spinner } from '../../ui/progress.tsx';
import styles from './edit.module.css';
import { LookRefused } from './look-refused.tsx';
import { type DrawnPage, openPdf, type PdfDocument, PdfProblem } from './pdf-document.ts';

interface PdfViewProps {
  readonly name: string;
  readonly base64: string;
}

/** As wide as the window lets it be, or so many times its natural size. */
type Zoom = 'fit' | number;

const ZOOM_STEP = 1.25;
const ZOOM_RANGE = { least: 0.2, most: 6 };
/** Pixels around a page. */
const MARGIN = 48;
const WIDEST_FIT = 1.5;
/** Of the height in sight, so that a line stays in view. */
const SCROLL_STEP = 0.9;

/** The pages of a document, one at a time. */
export default function PdfView({ name, base64 }: PdfViewProps) {
  const t = useText();
  const opened = usePdf(base64);
  const [page, setPage] = useState(1);
  const [zoom, setZoom] = useState<Zoom>('fit');
  const scroller = useRef<HTMLElement>(null);
  const pages = opened.state === 'open' ? opened.document.pages : 0;
  const { drawn, scale, isBroken } = usePage(
    opened.state === 'open' ? opened.document : undefined,
    page,
    zoom,
    scroller,
  );
  const [holder, setHolder] = useState<HTMLDivElement | null>(null);

  useLayoutEffect(() => {
    if (drawn) holder?.replaceChildren(drawn.canvas);
  }, [holder, drawn]);

  function turnTo(wanted: number): void {
    const next = Math.min(Math.max(wanted, 1), pages);
    if (next === page) return;
    setPage(next);
    scroller.current?.scrollTo({ top: 0 });
    // The button that leads no further loses the focus, and with it the keys of the dialog.
    if (next === 1 || next === pages) scroller.current?.focus({ preventScroll: true });
  }

  function zoomBy(factor: number): void {
    setZoom(Math.min(Math.max(scale * factor, ZOOM_RANGE.least), ZOOM_RANGE.most));
  }

  /** Down the page, and at its end to the next one; upwards likewise. */
  function scrollOrTurn(by: 1 | -1): void {
    const element = scroller.current;
    if (!element) return;
    const { scrollTop, clientHeight, scrollHeight } = element;
    const isAtEnd = by === 1 ? scrollTop + clientHeight >= scrollHeight - 1 : scrollTop <= 0;
    if (isAtEnd) turnTo(page + by);
    else element.scrollBy({ top: by * clientHeight * SCROLL_STEP });
  }

  const keys: Record<string, () => void> = {
    PageDown: () => scrollOrTurn(1),
    PageUp: () => scrollOrTurn(-1),
    Home: () => turnTo(1),
    End: () => turnTo(pages),
    '+': () => zoomBy(ZOOM_STEP),
    '-': () => zoomBy(1 / ZOOM_STEP),
    '0': () => setZoom('fit'),
  };
  const press = useRef(keys);
  press.current = keys;
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      const key = press.current[event.key];
      if (!key || event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
      event.preventDefault();
      key();
    };
    window.addEventListener('keydown', onKeyDown);
    return () => window.removeEventListener('keydown', onKeyDown);
  }, []);

  if (opened.state === 'refused') return <LookRefused why={`look.pdf.${opened.problem.kind}`} />;
  return (
    <>
      <div className={styles.bar}>
        <div className={styles.tools}>
          <IconButton
            label={t('look.pdfPrevious')}
            shortcut={t('key.pageUp')}
            icon={<ChevronUp size={16} aria-hidden="true" />}
            isDisabled={page <= 1}
            onPress={() => turnTo(page - 1)}
          />
          <IconButton
            label={t('look.pdfNext')}
            shortcut={t('key.pageDown')}
            icon={<ChevronDown size={16} aria-hidden="true" />}
            isDisabled={page >= pages}
            onPress={() => turnTo(page + 1)}
          />
          <span role="status">{pages > 0 && t('look.pdfPage', { page, count: pages })}</span>
        </div>
        <div className={styles.tools}>
          <span className={styles.position}>{t('look.zoom', { share: scale })}</span>
          <IconButton
            label={t('look.zoomOut')}
            shortcut="-"
            icon={<ZoomOut size={16} aria-hidden="true" />}
            onPress={() => zoomBy(1 / ZOOM_STEP)}
          />
          <IconButton
            label={t('look.zoomIn')}
            shortcut="+"
            icon={<ZoomIn size={16} aria-hidden="true" />}
            onPress={() => zoomBy(ZOOM_STEP)}
          />
          <IconButton
            label={t('look.zoomFit')}
            shortcut="0"
            icon={<MoveHorizontal size={16} aria-hidden="true" />}
            onPress={() => setZoom('fit')}
          />
        </div>
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls by the keys */}
      <section ref={scroller} tabIndex={0} aria-label={t('look.pdfPages')} className={styles.pages}>
        {isBroken && <p className={styles.waiting}>{t('look.pdfPageBroken')}</p>}
        {!isBroken && !drawn && (
          <p className={styles.waiting}>
            <Spinner size={18} />
          </p>
        )}
        {!isBroken && drawn && (
          <>
            <div
              ref={setHolder}
              role="img"
              aria-label={t('look.pdfImage', { page, name })}
              className={styles.page}
              data-page={page}
            />
            <p className="visually-hidden">{drawn.text}</p>
          </>
        )}
      </section>
    </>
  );
}

type Opened =
  | { readonly state: 'opening' }
  | { readonly state: 'open'; readonly document: PdfDocument }
  | { readonly state: 'refused'; readonly problem: PdfProblem };

function usePdf(base64: string): Opened {
  const [opened, setOpened] = useState<Opened>({ state: 'opening' });
  useEffect(() => {
    const opening = openPdf(Uint8Array.from(atob(base64), (character) => character.charCodeAt(0)));
    let current = true;
    setOpened({ state: 'opening' });
    opening.document.then(
      (document) => current && setOpened({ state: 'open', document }),
      (error: unknown) => {
        if (!(error instanceof PdfProblem)) throw error;
        if (current) setOpened({ state: 'refused', problem: error });
      },
    );
    return () => {
      current = false;
      opening.close();
    };
  }, [base64]);
  return opened;
}

interface PageInSight {
  readonly drawn: DrawnPage | undefined;
  readonly scale: number;
  readonly isBroken: boolean;
}

/** Draws a page, and again when its place gets another width. The page before stays in sight until the next one is drawn. */
function usePage(
  document: PdfDocument | undefined,
  page: number,
  zoom: Zoom,
  scroller: React.RefObject<HTMLElement | null>,
): PageInSight {
  const [room, setRoom] = useState(0);
  const [shown, setShown] = useState<PageInSight>({ drawn: undefined, scale: 1, isBroken: false });

  useLayoutEffect(() => {
    const element = scroller.current;
    if (!element) return undefined;
    const observer = new ResizeObserver(([entry]) => setRoom(entry?.contentRect.width ?? 0));
    observer.observe(element);
    return () => observer.disconnect();
  }, [scroller]);

  useEffect(() => {
    if (!document || room === 0) return undefined;
    const drawing = new AbortController();
    const draw = async () => {
      const { width } = await document.sizeOf(page);
      const scale = zoom === 'fit' ? Math.min((room - MARGIN) / width, WIDEST_FIT) : zoom;
      const drawn = await document.draw(page, scale, drawing.signal);
      if (!drawing.signal.aborted) setShown({ drawn, scale, isBroken: false });
    };
    draw().catch(() => {
      // Whatever it is, it is about this page: the others may be well.
      if (!drawing.signal.aborted) setShown(({ scale }) => ({ drawn: undefined, scale, isBroken: true }));
    });
    return () => drawing.abort();
  }, [document, page, zoom, room]);

  return shown;
}
