def unpacked(octets: Tensor,
    bits: int,
    count: int) -> Tensor:
  if bits == 8:
    numbers = torch.to(octets, 3)
  else:
    numbers = __torch__.centroid_decoding.unpacked_bits(octets, bits, count)
  return numbers

def unpacked_bits(octets: Tensor,
    bits: int,
    count: int) -> Tensor:
  device = ops.prim.device(octets)
  padding = torch.zeros([3], dtype=0, layout=None, device=device, pin_memory=None)
  padded = torch.cat([octets, padding])
  numbers = torch.empty([count], dtype=3, layout=None, device=device, pin_memory=None)
  mask = (1 << bits) - 1
  stretch = 1048576
  start = 0
  while start < count:
    length = min(stretch, count - start)
    first = torch.mul(torch.arange(length, dtype=4, layout=None, device=device, pin_memory=None), bits)
    at = torch.add(torch.floor_divide(first, 8), (start * bits) // 8)
    shift = torch.bitwise_and(first, 7)
    low = torch.to(torch.index_select(padded, 0, at), 4)
    middle = torch.to(torch.index_select(padded, 0, torch.add(at, 1)), 4)
    high = torch.to(torch.index_select(padded, 0, torch.add(at, 2)), 4)
    word = torch.add(torch.add(low, torch.mul(middle, 256)), torch.mul(high, 65536))
    codes = torch.bitwise_and(torch.bitwise_right_shift(word, shift), mask)
    _0 = torch.copy_(torch.slice(numbers, 0, start, start + length), codes)
    start = start + length
  return numbers

def grid_values(codes: Tensor,
    scales: Tensor,
    zeros: Tensor) -> Tensor:
  rows = torch.to(torch.view(codes, [torch.size(scales, 0), -1]), 7)
  shifted = torch.add(rows, torch.unsqueeze(torch.to(zeros, 7), 1))
  return torch.to(torch.mul(shifted, torch.unsqueeze(torch.to(scales, 7), 1)), 6)

def product(packed: List[Tensor],
    coding: List[int]) -> Tensor:
  bits = coding[2]
  block = coding[3]
  permuted = coding[4]
  shape = coding[5:]
  rows = shape[0]
  width = 1
  for i in range(1, len(shape)):
    width = width * shape[i]
  blocks = (width + block - 1) // block
  centroids = packed[1]
  if len(packed) > 3:
    centroids = __torch__.centroid_decoding.grid_values(packed[1], packed[2], packed[3])
  table = torch.view(torch.to(centroids, 6), [-1, block])
  codes = __torch__.centroid_decoding.unpacked(packed[0], bits, rows * blocks)
  whole = torch.view(torch.index_select(table, 0, codes), [rows, blocks * block])
  weight = torch.slice(whole, 1, 0, width)
  if permuted > 0:
    channels = shape[1]
    order = __torch__.centroid_decoding.unpacked(packed[len(packed) - 1], permuted - 1, channels)
    places = torch.argsort(torch.to(order, 4))
    weight = torch.index_select(torch.reshape(weight, [rows, channels, -1]), 1, places)
  return torch.reshape(weight, shape)

def scalar(packed: List[Tensor],
    coding: List[int]) -> Tensor:
  shape = coding[3:]
  count = 1
  for i in range(len(shape)):
    count = count * shape[i]
  codes = __torch__.centroid_decoding.unpacked(packed[0], coding[2], count)
  return torch.reshape(__torch__.centroid_decoding.grid_values(codes, packed[1], packed[2]), shape)

def decoded(packed: List[Tensor],
    coding: List[int],
    device: Device) -> Tensor:
  kind = coding[0]
  dtype = coding[1]
  if kind == 0:
    value = torch.full(coding[3:], coding[2], dtype=dtype, layout=None, device=device, pin_memory=None)
  elif kind == 1:
    value = packed[0]
  elif kind == 2:
    value = __torch__.centroid_decoding.product(packed, coding)
  else:
    value = __torch__.centroid_decoding.scalar(packed, coding)
  return torch.contiguous(torch.to(torch.to(value, device), dtype))

def restored(kept: Tensor,
    packed: List[Tensor],
    coding: List[int]) -> Tensor:
  if torch.numel(kept) > 0:
    result = kept
  else:
    value = __torch__.centroid_decoding.decoded(packed, coding, ops.prim.device(kept))
    result = torch.requires_grad_(value, ops.prim.requires_grad(kept))
  return result

def stored(value: Tensor,
    packed: List[Tensor],
    coding: List[int]) -> Tensor:
  device = ops.prim.device(value)
  result = value
  if ops.prim.dtype(value) == coding[1]:
    if torch.equal(torch.detach(value), __torch__.centroid_decoding.decoded(packed, coding, device)):
      empty = torch.empty([0], dtype=coding[1], layout=None, device=device, pin_memory=None)
      result = torch.requires_grad_(empty, ops.prim.requires_grad(value))
  return result

def same(one: Tensor,
    other: Tensor) -> bool:
  result = False
  if ops.prim.dtype(one) == ops.prim.dtype(other):
    if torch.eq(ops.prim.device(one), ops.prim.device(other)):
      result = torch.equal(torch.detach(one), torch.detach(other))
  return result
