// The vendor's documented C# example, and what it sends beside what this client sends.

using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Threading;

namespace Fusebill.Tests
{
    internal sealed class VendorTests
    {
        private static readonly string[] HeadersThatMatter = { "host", "authorization", "content-type", "content-length" };

        public void WeSendWhatTheVendorsExampleSends()
        {
            using (var recorder = new Recorder())
            {
                Assert.True(VendorsExample(recorder.Url).Contains("\"salesforceSynchStatus\": \"Enabled\""), "it is answered");
                using (var client = new FusebillClient(Server.Key, new FusebillOptions { BaseUrl = recorder.Url }))
                {
                    client.EnableSynch(Server.Documented);
                }

                var (theirs, ours) = (recorder.Requests[0], recorder.Requests[1]);
                Assert.Equal(theirs["request"], ours["request"]);
                foreach (var header in HeadersThatMatter)
                {
                    Assert.Equal(theirs[header], ours[header]);
                }
            }
        }

        /// <summary>As the vendor's page "Activate Sync" has it, but for the host.</summary>
        private static string VendorsExample(string host)
        {
#pragma warning disable SYSLIB0014 // it is theirs
            WebRequest request = WebRequest.Create(host + "/v1/Salesforce/EnableSynch/172677");
#pragma warning restore SYSLIB0014
            request.Headers.Add(HttpRequestHeader.Authorization, "Basic " + Server.Key);
            request.ContentType = "application/json";
            request.ContentLength = 0;
            request.Method = "POST";
            request.Proxy = null;
            var httpResponse = (HttpWebResponse)request.GetResponse();
            using (var streamReader = new StreamReader(httpResponse.GetResponseStream()))
            {
                return streamReader.ReadToEnd();
            }
        }

        /// <summary>Stands in front of the sandbox, and keeps the heads of the requests.</summary>
        private sealed class Recorder : IDisposable
        {
            private readonly TcpListener listener = new TcpListener(IPAddress.Loopback, 0);

            internal Recorder()
            {
                listener.Start();
                new Thread(Serve) { IsBackground = true }.Start();
            }

            internal string Url => "http://127.0.0.1:" + ((IPEndPoint)listener.LocalEndpoint).Port;

            internal List<Dictionary<string, string>> Requests { get; } = new List<Dictionary<string, string>>();

            public void Dispose() => listener.Stop();

            private void Serve()
            {
                try
                {
                    // Theirs and ours; then nobody is waiting when the listener is stopped.
                    for (var request = 0; request < 2; request++)
                    {
                        using (var connection = listener.AcceptTcpClient())
                        {
                            Answer(connection.GetStream());
                        }
                    }
                }
                catch (Exception stopped) when (stopped is SocketException || stopped is InvalidOperationException)
                {
                    // The test ended before its requests came. ObjectDisposedException is an InvalidOperationException.
                }
            }

            private void Answer(NetworkStream stream)
            {
                var head = new StringBuilder();
                while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
                {
                    head.Append((char)stream.ReadByte());
                }

                var lines = head.ToString().Split(new[] { "\r\n" }, StringSplitOptions.RemoveEmptyEntries);
                var request = lines.Skip(1).Select(line => line.Split(new[] { ": " }, 2, StringSplitOptions.None))
                    .ToDictionary(pair => pair[0].ToLowerInvariant(), pair => pair[1]);
                request["request"] = lines[0];
                Requests.Add(request);
                using (var client = Server.Client())
                {
                    var body = client.EnableSynch(Server.Documented).ToJson();
                    var answer = $"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {body.Length}\r\nConnection: close\r\n\r\n{body}";
                    var bytes = Encoding.ASCII.GetBytes(answer);
                    stream.Write(bytes, 0, bytes.Length);
                }
            }
        }
    }
}
