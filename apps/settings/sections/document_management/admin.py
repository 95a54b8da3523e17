"""Document Management: the company's documents, with every version of their files."""

from apps.company.models import Document
from apps.settings.sections.document_management.documents import DocumentAdmin
from apps.settings.site import site

site.register(Document, DocumentAdmin)
