using System.Numerics;

namespace GenGateway.Engine.Text.Sampling;

/// <summary>Finds the k-th largest of many values without sorting them.</summary>
internal static class TopValues
{
    // Up to here few values pass the smallest of the k best so far, and whole vectors are skipped.
    private const int Small = 512;

    /// <param name="values">No NaN among them.</param>
    /// <param name="k">1 to the number of values.</param>
    /// <param name="room">As long as <paramref name="values"/>; overwritten.</param>
    public static float KthLargest(ReadOnlySpan<float> values, int k, Span<float> room)
    {
        if (k > Small)
        {
            values.CopyTo(room);
            return Select(room[..values.Length], k);
        }

        // A heap of the k best so far, the smallest on top.
        var best = room[..k];
        values[..k].CopyTo(best);
        for (var i = (k / 2) - 1; i >= 0; i--)
        {
            SiftDown(best, i);
        }

        var at = k;
        for (; at <= values.Length - Vector<float>.Count; at += Vector<float>.Count)
        {
            if (Vector.GreaterThanAny(new Vector<float>(values[at..]), new Vector<float>(best[0])))
            {
                Offer(values.Slice(at, Vector<float>.Count), best);
            }
        }

        Offer(values[at..], best);
        return best[0];
    }

    /// <param name="values">No NaN among them; left in another order.</param>
    /// <param name="k">1 to the number of values.</param>
    internal static float Select(Span<float> values, int k)
    {
        var (low, high, wanted) = (0, values.Length - 1, k - 1);
        while (low < high)
        {
            // Hoare's partition around the middle of three; equal values stop both sides, so ties do not degrade it.
            var pivot = Middle(values[low], values[(low + high) >>> 1], values[high]);
            var (left, right) = (low, high);
            while (left <= right)
            {
                while (values[left] > pivot)
                {
                    left++;
                }

                while (values[right] < pivot)
                {
                    right--;
                }

                if (left <= right)
                {
                    (values[left], values[right]) = (values[right], values[left]);
                    left++;
                    right--;
                }
            }

            if (wanted <= right)
            {
                high = right;
            }
            else if (wanted >= left)
            {
                low = left;
            }
            else
            {
                break;
            }
        }

        return values[wanted];
    }

    private static void Offer(ReadOnlySpan<float> values, Span<float> best)
    {
        foreach (var value in values)
        {
            if (value > best[0])
            {
                best[0] = value;
                SiftDown(best, 0);
            }
        }
    }

    private static void SiftDown(Span<float> heap, int at)
    {
        for (int child; (child = (2 * at) + 1) < heap.Length; at = child)
        {
            if (child + 1 < heap.Length && heap[child + 1] < heap[child])
            {
                child++;
            }

            if (heap[at] <= heap[child])
            {
                return;
            }

            (heap[at], heap[child]) = (heap[child], heap[at]);
        }
    }

    private static float Middle(float a, float b, float c) => MathF.Max(MathF.Min(a, b), MathF.Min(MathF.Max(a, b), c));
}
