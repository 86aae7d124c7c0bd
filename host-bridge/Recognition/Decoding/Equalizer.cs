namespace PaymentCode.Recognition;

/// <summary>
/// Decides which blocks are lit. A blurred block has a share of its neighbours' light, and a reflection or a band brightens a region. From a first
/// guess (brighter than the blocks around) it is estimated by least squares how much of its own and of each neighbour's light a block shows; with that
/// and the local brightness taken off, the blocks are decided anew, a few times over.
/// </summary>
static class Equalizer
{
    const int Neighbours = 8;
    const int Unknowns = Neighbours + 2;
    const int Rounds = 4;
    const int Reach = 3;

    /// <summary>Turns grey values into levels: about 1 for lit, about −1 for dark, near 0 doubtful.</summary>
    /// <param name="values">Grey values of the blocks, row by row, brighter meaning lit; overwritten by the levels.</param>
    /// <param name="columns">Blocks in a row.</param>
    public static void Run(Span<float> values, int columns)
    {
        int rows = values.Length / columns;
        int stride = columns + 2;
        Span<float> lit = stackalloc float[stride * (rows + 2)];
        Span<float> rest = stackalloc float[values.Length];
        Span<float> smooth = stackalloc float[values.Length];
        Span<double> model = stackalloc double[Unknowns];
        lit.Clear();
        Smooth(values, columns, smooth);
        for (int i = 0; i < values.Length; i++)
        {
            rest[i] = values[i] - smooth[i];
        }

        float swing = 1;
        Decide(rest, columns, lit);
        for (int round = 0; round < Rounds; round++)
        {
            // Fit against the values without the shading found so far; then what the model leaves over, smoothed, is the shading.
            for (int i = 0; i < values.Length; i++)
            {
                rest[i] = round == 0 ? values[i] : values[i] - smooth[i];
            }

            if (!TryFit(rest, columns, lit, model))
            {
                break;
            }

            swing = (float)Math.Max(1, model[1]);
            for (int i = 0; i < values.Length; i++)
            {
                rest[i] = values[i] - Predict(i, columns, lit, model, own: true);
            }

            Smooth(rest, columns, smooth);
            for (int i = 0; i < values.Length; i++)
            {
                rest[i] = values[i] - smooth[i] - Predict(i, columns, lit, model, own: false) - swing / 2;
            }

            Decide(rest, columns, lit);
        }

        for (int i = 0; i < values.Length; i++)
        {
            values[i] = rest[i] * 2 / swing;
        }
    }

    // Means over the blocks at most so far away, by sums along rows and then along columns.
    static void Smooth(ReadOnlySpan<float> values, int columns, Span<float> means)
    {
        int rows = values.Length / columns;
        Span<float> sums = stackalloc float[values.Length];
        for (int row = 0; row < rows; row++)
        {
            for (int column = 0; column < columns; column++)
            {
                int from = Math.Max(0, column - Reach);
                int to = Math.Min(columns - 1, column + Reach);
                float sum = 0;
                for (int i = from; i <= to; i++)
                {
                    sum += values[row * columns + i];
                }

                sums[row * columns + column] = sum / (to - from + 1);
            }
        }

        for (int row = 0; row < rows; row++)
        {
            int from = Math.Max(0, row - Reach);
            int to = Math.Min(rows - 1, row + Reach);
            for (int column = 0; column < columns; column++)
            {
                float sum = 0;
                for (int i = from; i <= to; i++)
                {
                    sum += sums[i * columns + column];
                }

                means[row * columns + column] = sum / (to - from + 1);
            }
        }
    }

    static void Decide(ReadOnlySpan<float> rest, int columns, Span<float> lit)
    {
        for (int i = 0; i < rest.Length; i++)
        {
            lit[(i / columns + 1) * (columns + 2) + i % columns + 1] = rest[i] > 0 ? 1 : 0;
        }
    }

    static float Predict(int block, int columns, ReadOnlySpan<float> lit, ReadOnlySpan<double> model, bool own)
    {
        Span<float> terms = stackalloc float[Unknowns];
        Terms(block, columns, lit, terms);
        double sum = 0;
        for (int i = 0; i < Unknowns; i++)
        {
            sum += i == 1 && !own ? 0 : terms[i] * model[i];
        }

        return (float)sum;
    }

    static void Terms(int block, int columns, ReadOnlySpan<float> lit, Span<float> terms)
    {
        int stride = columns + 2;
        int place = (block / columns + 1) * stride + block % columns + 1;
        terms[0] = 1;
        terms[1] = lit[place];
        terms[2] = lit[place - 1];
        terms[3] = lit[place + 1];
        terms[4] = lit[place - stride];
        terms[5] = lit[place + stride];
        terms[6] = lit[place - stride - 1];
        terms[7] = lit[place - stride + 1];
        terms[8] = lit[place + stride - 1];
        terms[9] = lit[place + stride + 1];
    }

    static bool TryFit(ReadOnlySpan<float> values, int columns, ReadOnlySpan<float> lit, Span<double> model)
    {
        Span<double> matrix = stackalloc double[Unknowns * Unknowns];
        Span<float> terms = stackalloc float[Unknowns];
        matrix.Clear();
        model.Clear();
        for (int block = 0; block < values.Length; block++)
        {
            Terms(block, columns, lit, terms);
            for (int i = 0; i < Unknowns; i++)
            {
                if (terms[i] == 0)
                {
                    continue;
                }

                model[i] += values[block];
                for (int j = 0; j <= i; j++)
                {
                    matrix[i * Unknowns + j] += terms[j];
                }
            }
        }

        return TrySolve(matrix, model);
    }

    // Cholesky's decomposition, then both triangles solved; false if the matrix is singular.
    static bool TrySolve(Span<double> matrix, Span<double> model)
    {
        for (int i = 0; i < Unknowns; i++)
        {
            for (int j = 0; j <= i; j++)
            {
                double sum = matrix[i * Unknowns + j];
                for (int k = 0; k < j; k++)
                {
                    sum -= matrix[i * Unknowns + k] * matrix[j * Unknowns + k];
                }

                if (i == j)
                {
                    if (sum < 1e-6)
                    {
                        return false;
                    }

                    matrix[i * Unknowns + i] = Math.Sqrt(sum);
                }
                else
                {
                    matrix[i * Unknowns + j] = sum / matrix[j * Unknowns + j];
                }
            }
        }

        for (int i = 0; i < Unknowns; i++)
        {
            for (int k = 0; k < i; k++)
            {
                model[i] -= matrix[i * Unknowns + k] * model[k];
            }

            model[i] /= matrix[i * Unknowns + i];
        }

        for (int i = Unknowns - 1; i >= 0; i--)
        {
            for (int k = i + 1; k < Unknowns; k++)
            {
                model[i] -= matrix[k * Unknowns + i] * model[k];
            }

            model[i] /= matrix[i * Unknowns + i];
        }

        return true;
    }
}
