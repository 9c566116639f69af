/**
 * A PDF document (ISO 32000-1 §7.5) with one line on each page, in a font that every reader has and the file does not bring.
 * @param protectedBy `password`: nothing opens it: its owner's and its user's entry belong to no password.
 */
export function pdfFile(lines: readonly string[], { protectedBy }: { readonly protectedBy?: 'password' } = {}): Buffer {
  const pageOf = (index: number) => 4 + 2 * index;
  const kids = lines.map((_line, index) => `${pageOf(index)} 0 R`).join(' ');
  const objects = [
    '<< /Type /Catalog /Pages 2 0 R >>',
    `<< /Type /Pages /Kids [${kids}] /Count ${lines.length} >>`,
    '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>',
    ...lines.flatMap((line, index) => {
      const drawing = `BT /F1 48 Tf 60 700 Td (${line}) Tj ET 60 600 400 20 re f`;
      return [
        `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents ${pageOf(index) + 1} 0 R /Resources << /Font << /F1 3 0 R >> >> >>`,
        `<< /Length ${drawing.length} >>\nstream\n${drawing}\nendstream`,
      ];
    }),
  ];
  let text = '%PDF-1.4\n';
  const offsets = objects.map((object, index) => {
    const offset = text.length;
    text += `${index + 1} 0 obj\n${object}\nendobj\n`;
    return String(offset).padStart(10, '0');
  });
  const size = objects.length + 1;
  const entry = 'ab'.repeat(32);
  const encryption = `/Encrypt << /Filter /Standard /V 1 /R 2 /P -4 /O <${entry}> /U <${entry}> >> /ID [<00> <00>]`;
  const table = offsets.map((offset) => `${offset} 00000 n \n`).join('');
  const trailer = `<< /Size ${size} /Root 1 0 R ${protectedBy === 'password' ? encryption : ''} >>`;
  const start = text.length;
  return Buffer.from(
    `${text}xref\n0 ${size}\n0000000000 65535 f \n${table}trailer\n${trailer}\nstartxref\n${start}\n%%EOF\n`,
  );
}
