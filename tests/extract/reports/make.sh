#!/bin/sh
# Makes the reports anew; see README.md for the programs. The files differ in their dates only.
set -e
cd "$(dirname "$0")"
chromium --headless --no-sandbox --disable-gpu --no-pdf-header-footer \
    --print-to-pdf=sea-arrivals.pdf sea-arrivals.html
pdflatex -interaction=batchmode asyl-herkunft.tex && pdflatex -interaction=batchmode asyl-herkunft.tex
pdflatex -interaction=batchmode asyl-herkunft.tex
rm -f asyl-herkunft.aux asyl-herkunft.log asyl-herkunft.out
groff -t -ms -Kutf8 -Tpdf flood-toll.ms > flood-toll.pdf
soffice --headless --convert-to pdf schutz-europa.fods
soffice --headless --convert-to pdf camps.fodt
