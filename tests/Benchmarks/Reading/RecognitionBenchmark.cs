using System.Diagnostics;
using System.Text;
using PaymentCode.Recognition;
using PaymentCode.Recognition.Zbar;

namespace PaymentCode.Benchmarks.Reading;

/// <summary>
/// Reads seeded frames of the emulated camera: how many right, how fast, beside zbar and ZXing on QR codes in the same scenes; and damaged symbols:
/// none may give a payload that nobody showed. README.md has the options and the figures.
/// </summary>
internal sealed class RecognitionBenchmark
{
    private const double RightShareWanted = 0.98;
    private const double MedianMsWanted = 12;
    private const int WarmUpFrames = 60;

    private readonly int _frames;
    private readonly int _seed;
    private readonly string _folder;
    private readonly FrameSet _set;
    private readonly int[] _shown = new int[FrameSet.Bands.Length];
    private readonly List<(string Reader, int[] Right, Spread? Times)> _rows = [];

    private RecognitionBenchmark(int frames, int seed, string folder)
    {
        (_frames, _seed, _folder) = (frames, seed, folder);
        _set = new FrameSet(seed);
    }

    internal static int Run(BenchmarkOptions options)
    {
        var benchmark = new RecognitionBenchmark(options.Number("frames", 1000), options.Number("seed", 1), options.Text("out", "out/recognition"));
        Directory.CreateDirectory(benchmark._folder);
        Console.WriteLine($"{Machine.Describe()}; frames {benchmark._frames}, seed {benchmark._seed}\n");
        bool reached = DamagedSymbols.Read(options.Number("damaged", 100_000), benchmark._seed);
        Machine.StayOnOneCore();
        if (benchmark._frames > 0)
        {
            reached &= benchmark.ReadFrames();
            if (options.Text("peers", "yes") == "yes")
            {
                benchmark.ReadPeers();
            }

            benchmark.PrintFrames();
        }

        PhoneFrames.Read(options.Number("phones", 100), benchmark._seed);
        return reached ? 0 : 1;
    }

    private bool ReadFrames()
    {
        var warmUp = new FrameSet(unchecked(_seed + 5_000_000));
        for (int number = 0; number < WarmUpFrames; number++)
        {
            var frame = warmUp.Matrix(number);
            MatrixReader.Read(new GreyImage(frame.Width, frame.Height, frame.Pixels));
        }

        var right = new int[FrameSet.Bands.Length];
        var times = new Spread();
        var passed = new Spread();
        int wrong = 0;
        using var failures = new StreamWriter(Path.Combine(_folder, "failures.txt"));
        for (int number = 0; number < _frames; number++)
        {
            var frame = _set.Matrix(number);
            var image = new GreyImage(frame.Width, frame.Height, frame.Pixels);
            long start = Stopwatch.GetTimestamp();
            double before = ProcessorTime.OwnMs();
            var result = MatrixReader.Read(image);
            times.Add(ProcessorTime.OwnMs() - before);
            passed.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
            bool isRight = result.Payload is not null && result.Payload.AsSpan().SequenceEqual(_set.Payload(number));
            _shown[FrameSet.BandOf(number)]++;
            right[FrameSet.BandOf(number)] += isRight ? 1 : 0;
            wrong += result.Payload is not null && !isRight ? 1 : 0;
            if (!isRight)
            {
                failures.WriteLine($"{number}: {result.Reason ?? "WRONG PAYLOAD"}; {_set.Scene(number)}");
                File.WriteAllBytes(Path.Combine(_folder, $"failure-{number}.png"), PngWriter.Write(image));
            }
        }

        _rows.Add(("PaymentCode, matrix symbol", right, times));
        Console.WriteLine($"Read right: {right.Sum()} of {_frames} ({100.0 * right.Sum() / _frames:F1} %, wanted {100 * RightShareWanted} %), "
            + $"wrong payloads {wrong}, median {times.Median:F2} ms of processor time (wanted {MedianMsWanted} ms), {passed.Median:F2} ms by the clock; failures are in {_folder}");
        return right.Sum() >= RightShareWanted * _frames && wrong == 0 && times.Median <= MedianMsWanted;
    }

    private void ReadPeers()
    {
        PeerProgram[] programs =
        [
            new("zbarimg, QR code", "zbarimg", "-q", "--raw", "-Sdisable", "-Sqrcode.enable"),
            new("ZXingReader, QR code", "ZXingReader", "-1", "-format", "QRCode"),
            new("ZXingReader -fast, QR code", "ZXingReader", "-1", "-fast", "-format", "QRCode"),
        ];
        programs = [.. programs.Where(static program => program.IsPresent())];
        using var zbar = ZbarLibrary.IsPresent ? new ZbarScanner(SymbolKind.Qr) : null;
        var zbarRight = new int[FrameSet.Bands.Length];
        var zbarTimes = new Spread();
        var right = programs.Select(static _ => new int[FrameSet.Bands.Length]).ToArray();
        string picture = Path.Combine(_folder, "frame.pgm");
        for (int number = 0; number < _frames; number++)
        {
            var frame = _set.Qr(number, out string text);
            if (zbar is not null)
            {
                double before = ProcessorTime.OwnMs();
                var found = zbar.Scan(new GreyImage(frame.Width, frame.Height, frame.Pixels));
                zbarTimes.Add(ProcessorTime.OwnMs() - before);
                zbarRight[FrameSet.BandOf(number)] += found.Count > 0 && Encoding.ASCII.GetString(found[0].Data) == text ? 1 : 0;
            }

            PeerProgram.WritePgm(frame, picture);
            for (int i = 0; i < programs.Length; i++)
            {
                right[i][FrameSet.BandOf(number)] += programs[i].Read(picture).Contains(text, StringComparison.Ordinal) ? 1 : 0;
                if (number < _frames / 10)
                {
                    programs[i].Time(picture);
                }
            }
        }

        if (zbar is not null)
        {
            _rows.Add(("libzbar in this process, QR code", zbarRight, zbarTimes));
        }

        for (int i = 0; i < programs.Length; i++)
        {
            _rows.Add(($"{programs[i].Name} (of which loading about {programs[i].LoadingMs(_folder):F1} ms)", right[i], programs[i].Times));
        }

        File.Delete(picture);
    }

    private void PrintFrames()
    {
        Console.WriteLine("\nFrames read right, by camera pixels a block of the matrix symbol:\n");
        Console.WriteLine($"| reader | {string.Join(" | ", FrameSet.Bands.Select(static band => $"{band.From}–{band.To}"))} | all |");
        Console.WriteLine($"|---|{string.Concat(Enumerable.Repeat("---|", FrameSet.Bands.Length + 1))}");
        foreach (var (reader, right, _) in _rows)
        {
            var shares = right.Select((count, band) => $"{100.0 * count / Math.Max(1, _shown[band]):F1} %");
            Console.WriteLine($"| {reader} | {string.Join(" | ", shares)} | {100.0 * right.Sum() / Math.Max(1, _frames):F1} % |");
        }

        Console.WriteLine("\nMilliseconds of processor time for a frame of 1280×720, one core:\n\n| reader | median | 10 % – 90 % | longest | frames |\n|---|---|---|---|---|");
        foreach (var (reader, _, times) in _rows)
        {
            Console.WriteLine($"| {reader} | {times} | {times!.Count} |");
        }
    }
}
