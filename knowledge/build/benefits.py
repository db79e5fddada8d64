"""HIRA's two tables: what the product of a name or a 보험코드 contains, and which products only HIRA lists."""

from collections import defaultdict
from collections.abc import Iterable

from knowledge.build.name_labels import bare_name, squeezed
from knowledge.products import ProductId, Source
from knowledge.sources.records import BenefitRecord, GenericRecord, ProductRecord


class Benefits:
    """HIRA's two tables as one question: what does the product of this name, or this 보험코드, contain?"""

    def __init__(self, benefits: Iterable[BenefitRecord], generics: Iterable[GenericRecord]) -> None:
        self._generics = {record.ingredients_code: record for record in generics}
        self._by_code: dict[str, str] = {}
        self._by_name: dict[str, set[str]] = defaultdict(set)
        self._by_company: dict[tuple[str, str], set[str]] = defaultdict(set)
        self.source: Source | None = None
        self._records = list(benefits)
        for one in self._records:
            self.source = one.source
            self._by_code[one.benefit_code] = one.ingredients_code
            self._by_name[squeezed(one.name)].add(one.ingredients_code)
            self._by_company[squeezed(one.company), bare_name(one.name)].add(one.ingredients_code)

    def of(self, product: ProductRecord) -> GenericRecord | None:
        """The contents of a product; None where the lists do not know it, or know several by its name."""
        codes = {self._by_code[code] for code in product.benefit_codes if code in self._by_code}
        codes = codes or self._named(product)
        known = [self._generics[code] for code in codes if code in self._generics]
        return known[0] if len(known) == 1 else None

    def _named(self, product: ProductRecord) -> set[str]:
        exact = self._by_name.get(squeezed(product.name), set())
        own = self._by_company.get((squeezed(product.company), bare_name(product.name)), set())
        return (exact & own) or exact or own

    def unlisted(self, products: Iterable[ProductRecord]) -> list[ProductRecord]:
        """Return the products that no other list has, by their first 보험코드; packs of one product are one.

        A product of the lists is known here by one of its codes, by its exact name, or by company and bare name.
        """
        listed = list(products)
        codes = {code for product in listed for code in product.benefit_codes}
        names = {squeezed(product.name) for product in listed}
        own = {(squeezed(product.company), bare_name(product.name)) for product in listed}
        classes = {product.class_code: product.drug_class for product in listed if product.drug_class}
        packs: dict[tuple[str, str, str], list[BenefitRecord]] = defaultdict(list)
        for one in self._records:
            bare = (squeezed(one.company), bare_name(one.name))
            if one.benefit_code not in codes and squeezed(one.name) not in names and bare not in own:
                packs[(*bare, one.ingredients_code)].append(one)
        return [_product(same, classes.get(same[0].class_code, "")) for same in packs.values()]


def _product(packs: list[BenefitRecord], drug_class: str) -> ProductRecord:
    one = packs[0]
    return ProductRecord(
        id=ProductId(one.benefit_code),
        name=" ".join(one.name.split()),
        company=one.company,
        source=one.source,
        drug_class=drug_class,
        class_code=one.class_code,
        prescription=one.prescription,
        withdrawn=False,
        benefit_codes=tuple(pack.benefit_code for pack in packs),
    )
