import {
  AnnotationMode,
  getDocument,
  type PDFDocumentProxy,
  PDFWorker,
  RenderingCancelledException,
  VerbosityLevel,
} from 'pdfjs-dist';
import workerUrl from 'pdfjs-dist/build/pdf.worker.min.mjs?url';

/** What the build puts there: character maps, the fonts that every reader has, a decoder (scripts/build.ts). */
const files = (folder: string) => new URL(`pdf/${folder}`, document.baseURI).href;

/** Pixels of a page at most: a large page far enlarged would not fit into memory. */
const MOST_PIXELS = 16_000_000;

/** A document that is open, until it is disposed of. */
export interface PdfDocument {
  readonly pages: number;
  /** The size of a page, in pixels at its natural scale. */
  sizeOf(page: number): Promise<{ readonly width: number; readonly height: number }>;
  /** Draws a page on a canvas of its own. Rejects with {@link PdfProblem} `broken`, and never settles once `signal` is aborted. */
  draw(page: number, scale: number, signal: AbortSignal): Promise<DrawnPage>;
}

export interface DrawnPage {
  readonly canvas: HTMLCanvasElement;
  /** For those who cannot see it. */
  readonly text: string;
}

/** Why there is nothing to see. */
export class PdfProblem extends Error {
  readonly kind: 'broken' | 'protected';

  constructor(kind: PdfProblem['kind'], cause: unknown) {
    super(`the PDF is ${kind}`, { cause });
    this.kind = kind;
  }
}

/**
 * Opens a document in a worker of its own: nothing in it is evaluated, followed or fetched.
 * @param bytes They go to the worker and are gone here.
 */
export function openPdf(bytes: Uint8Array): { readonly document: Promise<PdfDocument>; close(): void } {
  const thread = new Worker(workerUrl, { type: 'module' });
  const worker = PDFWorker.create({ port: thread, verbosity: VerbosityLevel.ERRORS });
  const task = getDocument({
    data: bytes,
    worker,
    verbosity: VerbosityLevel.ERRORS,
    // The policy of the page allows neither; there are ways without them.
    isEvalSupported: false,
    useWasm: false,
    useWorkerFetch: false,
    enableXfa: false,
    // The build brings those that every reader has; a font of the system in their place has letters of other widths.
    useSystemFonts: false,
    cMapUrl: files('cmaps/'),
    cMapPacked: true,
    standardFontDataUrl: files('standard_fonts/'),
    wasmUrl: files(''),
  });
  return {
    document: task.promise.then(
      (document) => shown(document),
      (error: unknown) => {
        throw new PdfProblem(isProtected(error) ? 'protected' : 'broken', error);
      },
    ),
    close() {
      // What was under way has nobody left to tell.
      void task
        .destroy()
        .catch(() => {})
        .finally(() => thread.terminate());
    },
  };
}

/** PDF.js names this error and does not export its class. */
function isProtected(error: unknown): boolean {
  return error instanceof Error && error.name === 'PasswordException';
}

function shown(document: PDFDocumentProxy): PdfDocument {
  return {
    pages: document.numPages,
    async sizeOf(number) {
      const { width, height } = (await document.getPage(number)).getViewport({ scale: 1 });
      return { width, height };
    },
    async draw(number, scale, signal) {
      try {
        const page = await document.getPage(number);
        const { width, height } = page.getViewport({ scale });
        const dense = Math.min(window.devicePixelRatio, Math.sqrt(MOST_PIXELS / (width * height)));
        const viewport = page.getViewport({ scale: scale * dense });
        const canvas = window.document.createElement('canvas');
        canvas.width = Math.floor(viewport.width);
        canvas.height = Math.floor(viewport.height);
        canvas.style.width = `${Math.floor(width)}px`;
        canvas.style.height = `${Math.floor(height)}px`;
        const drawing = page.render({ canvas, viewport, annotationMode: AnnotationMode.ENABLE });
        signal.addEventListener('abort', () => drawing.cancel(), { once: true });
        await drawing.promise;
        const { items } = await page.getTextContent();
        return { canvas, text: items.map((item) => ('str' in item ? item.str : '')).join(' ') };
      } catch (error) {
        if (error instanceof RenderingCancelledException || signal.aborted) return new Promise(() => {});
        throw new PdfProblem('broken', error);
      }
    },
  };
}
