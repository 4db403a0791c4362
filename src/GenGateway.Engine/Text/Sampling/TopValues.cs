namespace GenGateway.Engine.Text.Sampling;

/// <summary>Finds the k-th largest of many values without sorting them.</summary>
internal static class TopValues
{
    /// <param name="values">No NaN among them; left in another order.</param>
    /// <param name="k">1 to the number of values.</param>
    public static float Select(Span<float> values, int k)
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

    private static float Middle(float a, float b, float c) => MathF.Max(MathF.Min(a, b), MathF.Min(MathF.Max(a, b), c));
}
