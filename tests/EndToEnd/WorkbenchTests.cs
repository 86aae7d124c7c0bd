using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json.Nodes;

namespace PaymentCode.EndToEnd;

/// <summary>The workbench as a newcomer starts it.</summary>
[TestClass]
public sealed class WorkbenchTests
{
    private const int UsualPort = 5080;

    [TestMethod]
    public async Task Without_arguments_the_workbench_opens_with_a_page_and_worlds_and_Ctrl_C_ends_it()
    {
        using var folder = new TemporaryFolder();
        using var workbench = Start(folder.Path);
        workbench.WaitForLine("Ctrl+C");
        workbench.WaitForLine("\nhttp://127.0.0.1:");
        using var client = new HttpClient { BaseAddress = new Uri(workbench.LastLine) };
        Assert.AreEqual("text/html", (await client.GetAsync("/")).Content.Headers.ContentType?.MediaType);
        var made = await client.PostAsJsonAsync("/api/worlds", new { seed = 9 });
        Assert.AreEqual(HttpStatusCode.Created, made.StatusCode);
        var state = JsonNode.Parse(await client.GetStringAsync(made.Headers.Location))!;
        Assert.AreEqual(9, (int)state["seed"]!);

        // Somebody has the page open.
        await using var stream = await client.GetStreamAsync(made.Headers.Location + "/events/stream");
        using var begun = new StreamReader(stream);
        Assert.AreEqual("event: state", await begun.ReadLineAsync());
        Assert.AreEqual(0, workbench.Interrupt(), workbench.Errors);
    }

    [TestMethod]
    public void A_port_in_use_is_said_with_what_to_do()
    {
        using var folder = new TemporaryFolder();
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        var address = $"http://127.0.0.1:{((IPEndPoint)other.LocalEndpoint).Port}";
        var (exitCode, output, errors) = PaymentCodeProcess.Run(folder.Path, "workbench", "--listen", address);

        Assert.AreEqual((2, ""), (exitCode, output));
        Assert.Contains(address, errors);
        Assert.Contains("--listen", errors);
    }

    [TestMethod]
    [DataRow("--token", "workbench", "--listen", "http://0.0.0.0:0")]
    [DataRow("PostgreSQL", "workbench", "--listen", "http://127.0.0.1:0", "--db", "Host=localhost;Password=secret")]
    [DataRow("/dev/null/banks", "workbench", "--listen", "http://127.0.0.1:0", "--db", "/dev/null/banks")]
    [DataRow("--seed", "workbench", "--listen", "http://127.0.0.1:0", "--seed", "-1")]
    public void What_it_cannot_start_with_is_refused_in_one_line(string expected, params string[] arguments)
    {
        using var folder = new TemporaryFolder();
        var (exitCode, output, errors) = PaymentCodeProcess.Run(folder.Path, arguments);

        Assert.AreEqual((2, ""), (exitCode, output));
        Assert.Contains(expected, errors);
        Assert.DoesNotContain("secret", errors);
        Assert.HasCount(1, errors.TrimEnd('\n').Split('\n'));
    }

    // Where another program has the usual port, as a workbench on the same computer may, it is started at a free one.
    private static PaymentCodeProcess Start(string folder)
    {
        try
        {
            using var probe = new TcpListener(IPAddress.Loopback, UsualPort);
            probe.Start();
        }
        catch (SocketException)
        {
            return PaymentCodeProcess.Start(folder, "workbench", "--listen", "http://127.0.0.1:0");
        }

        return PaymentCodeProcess.Start(folder);
    }
}
