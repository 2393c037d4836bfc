package dev.centroid.quantization.product;

/** Is shown the blocks of a layout. */
@FunctionalInterface
interface BlockVisitor {

  /**
   * @param block its number
   * @param offset index in the flattened weight of its first entry
   * @param length its entries
   */
  void visit(int block, int offset, int length);
}
